import StrataAPI
import StrataDriverKit

/// What files tell of one machine, all of it read at once: over SSH each command costs as much as many files.
struct MachineGlance: Sendable {
    let name: String
    /// `machine.json`; empty where there is none because the machine is yet to come.
    var definition: [UInt8]
    /// What QEMU wrote as its process id, and what the kernel says of that process; empty where there is none.
    var process: Int32?
    var commandLine: [String] = []
    var stat = ""
    var statm = ""

    /// The process, if it is this machine's QEMU and has not ended.
    func running(uid: UID) -> RunningProcess? { process.flatMap { RunningProcess($0, uid: uid, arguments: commandLine, stat: stat) } }

    /// Arguments: a word that no file can foresee, the directory, then machines, or none for all there are.
    private static let script = #"""
        m=$1; cd -- "$2" 2>/dev/null || { [ ! -e "$2" ] || cd -- "$2"; exit; }
        shift 2; [ $# -gt 0 ] || set -- [!.]*
        for d; do
            [ -d "$d" ] && [ ! -L "$d" ] && { [ -f "$d/machine.json" ] || [ -f "$d/incoming.json" ]; } || continue
            printf '\n%s d %s\n' "$m" "$d"; [ ! -f "$d/machine.json" ] || head -c 1048577 -- "$d/machine.json"
            p=; { read -r p <"$d/pid"; } 2>/dev/null
            case $p in '' | *[!0-9]* | ??????????*) continue ;; esac
            [ -d "/proc/$p" ] || continue
            printf '\n%s p %s\n' "$m" "$p"; tr '\0' '\n' <"/proc/$p/cmdline"
            printf '\n%s s\n' "$m"; cat "/proc/$p/stat"
            printf '\n%s m\n' "$m"; cat "/proc/$p/statm"
        done 2>/dev/null; :
        """#

    /// Looks at the machines in a directory: those that are named, or all.
    static func look(at names: [String]? = nil, in path: String, on machine: any Machine) async throws(TransportError) -> [MachineGlance] {
        if let names, names.isEmpty { return [] }
        let mark = "strata-" + UID.random().text
        let command = Command(
            executable: "sh", arguments: ["-c", script, "sh", mark, path] + (names ?? []), deadline: .seconds(60), outputLimit: 64 << 20)
        return parse(try await machine.check(command).output, mark: mark)
    }

    /// Takes the script's output apart again.
    static func parse(_ output: [UInt8], mark: String) -> [MachineGlance] {
        let mark = Array("\n\(mark) ".utf8)
        var glances: [MachineGlance] = []
        var position = output.firstRange(of: mark)
        while let found = position {
            let rest = output[found.upperBound...]
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ", maxSplits: 1)
            let body = output[min(end + 1, output.endIndex)...]
            position = body.firstRange(of: mark)
            let bytes = body[..<(position?.lowerBound ?? body.endIndex)]
            switch (words.first, words.count > 1 ? String(words[1]) : "") {
            case ("d", let name) where MachineName.isValid(name): glances.append(MachineGlance(name: name, definition: Array(bytes)))
            // What belongs to a machine whose name is none is nobody's.
            case ("d", _): glances.append(MachineGlance(name: "", definition: []))
            case ("p", let number) where !glances.isEmpty:
                glances[glances.count - 1].process = Int32(number).flatMap { $0 > 1 ? $0 : nil }
                // Each argument has its end.
                glances[glances.count - 1].commandLine = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                    .dropLast().map { String(decoding: $0, as: UTF8.self) }
            case ("s", _) where !glances.isEmpty: glances[glances.count - 1].stat = String(decoding: bytes, as: UTF8.self)
            case ("m", _) where !glances.isEmpty: glances[glances.count - 1].statm = String(decoding: bytes, as: UTF8.self)
            default: continue
            }
        }
        return glances.filter { !$0.name.isEmpty }
    }
}
