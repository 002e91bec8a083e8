import StrataAPI

/// The arguments of the QEMU that takes a running machine over: those that the machine runs with, in another place.
///
/// Both must have the same devices, so they are not made anew from what the machine should be (QEMU, docs/devel/migration.rst).
struct IncomingArguments {
    /// What the machine runs with, without the program.
    let running: [String]
    let source: MachineDirectory
    let target: MachineDirectory
    /// The names of the network devices here and there.
    let taps: [(source: String, target: String)]
    /// The file that the guest's disk is written to now, by its name; empty to leave it as it is. After a snapshot it is another than at the start.
    let disk: String

    /// With what makes it wait for the guest.
    var list: [String] { kept + ["-incoming", "defer"] }

    /// What stays true elsewhere.
    var kept: [String] {
        var list: [String] = []
        var words = running[...]
        while let word = words.popFirst() {
            switch word {
            case "-incoming": words = words.dropFirst()
            case "-name":
                list += [word, "guest=\(target.name),debug-threads=on"]
                words = words.dropFirst()
            case "-netdev":
                list += [word, tapped(words.popFirst() ?? "")]
            case "-blockdev": list += [word, moved(node(words.popFirst() ?? ""))]
            default: list.append(moved(word))
            }
        }
        return list
    }

    /// A network device's other side, with the name that it has there.
    private func tapped(_ text: String) -> String {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            taps.first { part == "ifname=\($0.source)" }.map { "ifname=\($0.target)" } ?? String(part)
        }
        return parts.joined(separator: ",")
    }

    /// A disk's node, with the file that is written to now.
    private func node(_ text: String) -> String {
        guard !disk.isEmpty, var json = try? JSONValue(parsing: Array(text.utf8)), json["node-name"]?.string == MachineArguments.diskNode
        else {
            return text
        }
        json[path: ["file", "filename"]] = .string(source.file(disk))
        return json.text
    }

    /// A word with every path into the machine's directory made one into the other.
    private func moved(_ word: String) -> String {
        let old = Array("\(source.path)/".utf8)
        let bytes = Array(word.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let isPath = bytes[index...].starts(with: old) && !(index > 0 && Self.isPathByte(bytes[index - 1]))
            result += isPath ? Array("\(target.path)/".utf8) : [bytes[index]]
            index += isPath ? old.count : 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "._/+@-".utf8.contains(byte)
        }
    }
}
