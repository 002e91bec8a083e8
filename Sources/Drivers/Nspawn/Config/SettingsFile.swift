import StrataAPI
import StrataLinuxHost
import StrataNetwork

/// A machine's `.nspawn` file, as far as Strata reads it (systemd.nspawn(5)). Never fails: what is no setting is left out.
///
/// What Strata wrote stands between two marks; everything else in the file is its owner's and is kept as it is.
struct SettingsFile: Sendable {
    static let begin = "# strata.dev/begin: written by Strata, changes up to the end mark are lost"
    static let end = "# strata.dev/end"
    private static let tag = "# strata.dev/machine = "

    /// The lines of others, before and after Strata's.
    private(set) var linesBefore: [String] = []
    private(set) var linesAfter: [String] = []
    /// What Strata noted, as JSON.
    private(set) var note: String?
    /// The settings in their order, each with its section and key, such as `Exec.Boot`.
    private(set) var settings: [(name: String, value: String, isOwn: Bool)] = []

    init() {}

    init(parsing bytes: [UInt8]) {
        enum Part { case before, own, after }
        var part = Part.before
        var hasOwn = false
        var section = ""
        for bytes in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let line = String(decoding: bytes, as: UTF8.self)
            let text = line.trimmed
            if text.hasPrefix("# strata.dev/begin"), !hasOwn {
                part = .own
                hasOwn = true
                continue
            }
            if text == Self.end, part == .own {
                part = .after
                continue
            }
            switch part {
            case .before: linesBefore.append(line)
            case .own: if text.hasPrefix(Self.tag) { note = String(text.dropFirst(Self.tag.count)) }
            case .after: linesAfter.append(line)
            }
            if text.hasPrefix("["), text.hasSuffix("]") {
                section = String(text.dropFirst().dropLast())
            } else if !text.hasPrefix("#"), !text.hasPrefix(";"), let equals = text.firstIndex(of: "=") {
                settings.append(("\(section).\(text[..<equals].trimmed)", text[text.index(after: equals)...].trimmed, part == .own))
            }
        }
        while linesAfter.last?.isEmpty == true { linesAfter.removeLast() }
        while linesBefore.last?.isEmpty == true { linesBefore.removeLast() }
    }

    /// The last value of a setting that holds one.
    func value(_ name: String) -> String? { settings.last { $0.name == name }?.value }

    /// All values of a setting that holds several; an empty one clears those before it (systemd.syntax(7)).
    func values(_ name: String) -> [String] {
        settings.reduce(into: []) { values, setting in
            guard setting.name == name else { return }
            if setting.value.isEmpty { values = [] } else { values.append(setting.value) }
        }
    }

    /// Whether nspawn looks for an init system. Systemd's own unit has it do so unless the file says otherwise.
    var boots: Bool { value("Exec.Boot").map { ["yes", "y", "true", "t", "on", "1"].contains($0.lowercased()) } ?? true }

    /// The machine that Strata noted under this name.
    func definition(_ name: String) -> MachineDefinition? { note.flatMap { MachineDefinition(parsing: $0, name: name) } }

    /// Whether nothing is in it but what Strata wrote.
    var isOwn: Bool { linesBefore.isEmpty && linesAfter.isEmpty }

    /// The whole file with another note and other lines of Strata's.
    func text(_ definition: MachineDefinition, _ lines: [String]) -> [UInt8] {
        let own = [Self.begin, Self.tag + definition.text] + lines + [Self.end]
        return Array(((linesBefore + own + linesAfter).joined(separator: "\n") + "\n").utf8)
    }

    /// The file as it was before Strata noted anything; nil when nothing is left.
    var textOfOthers: [UInt8]? {
        isOwn ? nil : Array(((linesBefore + linesAfter).joined(separator: "\n") + "\n").utf8)
    }
}

extension MachineDefinition {
    /// The settings of a machine that Strata made, by section. A machine that was taken over keeps its own.
    ///
    /// - Parameters:
    ///   - bridge: that of the site's own network.
    ///   - files: the directory with the files of /etc that Strata sets.
    ///   - volume: where a volume is mounted on the host.
    func lines(bridge: String, files: String, volume: (UID) -> String) -> [String] {
        guard origin == .created else { return [] }
        var exec = ["Boot=\(boots ? "yes" : "no")"]
        let words = boots ? [] : command
        if words.allSatisfy(SettingWord.canHold) { exec.append("Parameters=\(words.map(SettingWord.quoted).joined(separator: " "))") }
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) where environment.values.allSatisfy(SettingWord.canHold) {
            exec.append("Environment=\(SettingWord.quoted("\(name)=\(value)"))")
        }
        if !stopSignal.isEmpty { exec.append("KillSignal=\(stopSignal)") }
        exec.append("Hostname=\(hostname)")
        exec.append("MachineID=\(uid.text.filter { $0 != "-" })")
        exec.append("PrivateUsers=\(firstID.map { "\($0):\(IDMap.size)" } ?? "no")")
        exec += ["ResolvConf=off", "LinkJournal=no"]
        if options.ephemeral, root == .directory { exec.append("Ephemeral=yes") }
        // The ids of all files are what they must be already.
        var places = ["PrivateUsersOwnership=off"]
        places += NameFiles.names.map { "Bind=\(files)/\($0):/etc/\($0)" }
        // A mount that maps ids shows root's files as root's, whoever has the volume next (systemd-nspawn(1), --bind=).
        places += mounts.map {
            "\($0.isReadOnly ? "BindReadOnly" : "Bind")=\(volume($0.volume)):\($0.path)" + (firstID == nil ? "" : ":idmap")
        }
        var network = ["Private=yes"]
        if let first = self.places.first { network.append("Bridge=\(first.network.map(ManagedNetwork.bridge) ?? bridge)") }
        for (number, card) in self.places.enumerated().dropFirst() {
            network.append("VirtualEthernetExtra=\(device(of: card)):\(MachineTree.card(number))")
        }
        var sections = [("Exec", exec), ("Files", places), ("Network", network)]
        for setting in options.settings.compactMap(RawSetting.init) {
            for index in sections.indices where sections[index].0 == setting.section {
                sections[index].1.append("\(setting.key)=\(setting.value)")
            }
        }
        return sections.flatMap { ["[\($0.0)]"] + $0.1 }
    }

    /// The arguments of nspawn's for what no line of the file can hold.
    var arguments: [String] {
        guard origin == .created else { return [] }
        // Variables among the arguments take the place of all those in the file.
        let areHeld = environment.values.allSatisfy(SettingWord.canHold)
        var arguments = areHeld ? [] : environment.sorted { $0.key < $1.key }.map { "--setenv=\($0.key)=\($0.value)" }
        if !boots, !command.allSatisfy(SettingWord.canHold) { arguments += ["--"] + command }
        return arguments
    }
}

/// A word among several in one line of a `.nspawn` file.
enum SettingWord {
    /// Whether a line can hold it.
    static func canHold(_ word: String) -> Bool {
        !word.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } && word.utf8.count < 60_000
    }

    /// The word in quotes: systemd takes everything in them as it is, backslashes too (extract-word.c, EXTRACT_RETAIN_ESCAPE), so a quotation mark of
    /// one kind stands in the other kind.
    static func quoted(_ word: String) -> String {
        word.split(separator: "'", omittingEmptySubsequences: false).map { "'\($0)'" }.joined(separator: #""'""#)
    }

    /// The words of a line, with their quotes taken off. A quote that is not closed reaches to the line's end.
    static func words(of line: String) -> [String] {
        var words: [String] = []
        var word: [UInt8]?
        var quote: UInt8?
        for byte in line.utf8 {
            if let open = quote {
                if byte == open { quote = nil } else { word = (word ?? []) + [byte] }
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
                word = word ?? []
            } else if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
                if let word { words.append(String(decoding: word, as: UTF8.self)) }
                word = nil
            } else {
                word = (word ?? []) + [byte]
            }
        }
        if let word { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }
}
