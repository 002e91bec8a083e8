import StrataAPI
import StrataDriverKit

/// What Strata notes of a machine: one line at the end of its notes (`config.annotation`), which are written in the same call that makes the machine and shown by
/// every list.
///
/// ```
/// Strata: instance=default/web uid=6f1c… machine=6f1c… server=lab
/// ```
/// It names the machine by its instance UUID: a copy has another one, and is nobody's.
struct OwnerNote: Sendable, Equatable {
    var uid: UID
    /// NAMESPACE/NAME.
    var instance: String
    /// The server that keeps the instance, in words.
    var server = ""
    /// The machine's `config.instanceUuid`.
    var machine: String
    /// Whether it was there before Strata.
    var isAdopted = false
    /// Whether its disk is still on its way: one that was left so is no machine.
    var isUnfinished = false
    /// Processors and MiB of memory that it gets at its next start, since it could not have them while it ran.
    var nextCPUs: Int?
    var nextMemory: Int64?

    private static let mark = "Strata: "

    init(_ order: Order, machine: String, isAdopted: Bool = false) {
        uid = order.uid
        instance = order.name.description
        server = order.server
        self.machine = machine
        self.isAdopted = isAdopted
    }

    /// Nil where the notes have no such line.
    init?(notes: String) {
        guard notes.contains(Self.mark), let line = Self.lines(notes).last(where: { $0.hasPrefix(Self.mark) }) else { return nil }
        var values: [Substring: String] = [:]
        for word in line.dropFirst(Self.mark.count).split(separator: " ") {
            let pair = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { values[pair[0]] = Self.decode(pair[1]) }
        }
        guard let uid = values["uid"].map({ UID($0) }), uid.isUUID, let machine = values["machine"] else { return nil }
        self.uid = uid
        self.machine = machine
        instance = values["instance"] ?? ""
        server = values["server"] ?? ""
        isAdopted = values["adopted"] == "yes"
        isUnfinished = values["unfinished"] == "yes"
        nextCPUs = values["next-cpus"].flatMap { Int($0) }
        nextMemory = values["next-memory"].flatMap { Int64($0) }
    }

    /// The same as the value of a custom attribute, shortened to what one holds for certain: 255 bytes.
    var attribute: String {
        var short = self
        (short.isUnfinished, short.nextCPUs, short.nextMemory) = (false, nil, nil)
        for part in [\OwnerNote.server, \.instance] where short.write(over: "").utf8.count > 255 { short[keyPath: part] = "" }
        return short.write(over: "")
    }

    /// Notes with this in place of what Strata noted before.
    func write(over notes: String) -> String {
        var line = "\(Self.mark)instance=\(Self.encode(instance)) uid=\(uid.text) machine=\(Self.encode(machine))"
        if !server.isEmpty { line += " server=\(Self.encode(server))" }
        if isAdopted { line += " adopted=yes" }
        if isUnfinished { line += " unfinished=yes" }
        if let nextCPUs { line += " next-cpus=\(nextCPUs)" }
        if let nextMemory { line += " next-memory=\(nextMemory)" }
        let others = Self.foreign(notes)
        return others.isEmpty ? line : "\(others)\n\(line)"
    }

    /// Notes without what is Strata's.
    static func foreign(_ notes: String) -> String {
        guard notes.contains(mark) else { return notes }
        return lines(notes).filter { !$0.hasPrefix(mark) }.joined(separator: "\n")
    }

    private static func lines(_ text: String) -> [Substring] { text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) }

    /// A word of a line: what would part it, and control characters, as `%` and two hexadecimal digits a byte.
    private static func encode(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8.prefix(300) {
            if byte <= 0x20 || byte == 0x7F || byte == UInt8(ascii: "%") {
                result += "%\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func decode(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
