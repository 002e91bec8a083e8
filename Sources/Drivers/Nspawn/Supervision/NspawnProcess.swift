import StrataLinuxHost

/// A process of systemd-nspawn's, known by its arguments: a number alone may be anybody's by now.
struct NspawnProcess: Sendable, Equatable {
    /// The machine's name.
    var name: String
    /// Its root directory or image, as far as the arguments tell.
    var place: String

    /// Reads the arguments of a process; nil for one that is not nspawn's.
    init?(arguments: [String]) {
        guard let program = arguments.first?.split(separator: "/").last, program == "systemd-nspawn" else { return nil }
        var name = ""
        var place = ""
        var index = 1
        func value(_ long: String, _ short: String) -> String? {
            let argument = arguments[index]
            if argument.hasPrefix("--\(long)=") { return String(argument.dropFirst(long.utf8.count + 3)) }
            if argument == "--\(long)" || argument == "-\(short)" { return index + 1 < arguments.count ? arguments[index + 1] : nil }
            if argument.hasPrefix("-\(short)"), argument.utf8.count > 2 { return String(argument.dropFirst(2)) }
            return nil
        }
        while index < arguments.count, arguments[index] != "--" {
            if let found = value("machine", "M") { name = found }
            if let found = value("directory", "D") ?? value("image", "i") { place = found }
            index += 1
        }
        while place.utf8.count > 1, place.hasSuffix("/") { place.removeLast() }
        if name.isEmpty, let last = place.split(separator: "/").last {
            name = last.hasSuffix(".raw") ? String(last.dropLast(4)) : String(last)
        }
        guard MachineName.isValid(name) else { return nil }
        self.name = name
        self.place = place
    }

    /// Reads `/proc/PID/cmdline`.
    init?(cmdline: [UInt8]) { self.init(arguments: ProcessFiles.arguments(cmdline: cmdline)) }
}
