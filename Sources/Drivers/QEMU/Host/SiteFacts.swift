import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// What does not change about a site while it is connected.
public struct SiteFacts: Sendable {
    /// The host's name.
    var host = ""
    /// As the kernel names it: `x86_64`, `aarch64`.
    var architecture = ""
    /// QEMU's version: `7.2.22`.
    var version = ""
    var isRoot = false
    /// The size of a page of memory in bytes.
    var pageSize: Int64 = 4096
    /// What guests can be run, with the version of the machine type that is current in this QEMU.
    var platforms: [Platform] = []
    /// Programs that are missing.
    var missing: [String] = []
    /// When the host was started, in seconds since 1970.
    var bootTime: Int64?

    /// Looks at a machine, without changing anything there.
    static func look(at machine: any Machine) async throws(TransportError) -> SiteFacts {
        var facts = SiteFacts()
        let output = try await machine.check(Command(executable: "sh", arguments: ["-c", script, "sh"] + ["qemu-img", "ip", "tar"]))
        facts.read(output.text)
        facts.bootTime = try await machine.read("/proc/stat").flatMap { ProcessFiles.bootTime(stat: String(decoding: $0, as: UTF8.self)) }
        for platform in Platform.known {
            do throws(TransportError) {
                let version = try await machine.run(Command(platform.emulator, "--version"))
                let boards = try await machine.run(Command(platform.emulator, "-machine", "help"))
                guard version.succeeded, boards.succeeded, let board = platform.currentBoard(in: boards.text) else { continue }
                if facts.version.isEmpty { facts.version = Self.version(version.text) }
                var platform = platform
                platform.board = board
                facts.platforms.append(platform)
            } catch .notFound {
                continue
            } catch {
                throw error
            }
        }
        return facts
    }

    private static let script =
        Answers.preface + #"""
            p page "$(getconf PAGESIZE)"
            for t; do command -v "$t" >/dev/null || p missing "$t"; done; :
            """#

    private mutating func read(_ answers: String) {
        for (key, value) in Answers(answers).pairs {
            switch key {
            case "uid": isRoot = value == "0"
            case "host": host = value
            case "arch": architecture = value
            case "page": pageSize = Int64(value) ?? 4096
            case "missing": missing.append(value)
            default: continue
            }
        }
    }

    /// `QEMU emulator version 7.2.22 (Debian …)`.
    static func version(_ text: String) -> String {
        let words = text.prefix(400).split(whereSeparator: \.isWhitespace)
        guard let index = words.firstIndex(of: "version"), index + 1 < words.count else { return "" }
        return String(words[index + 1])
    }

    /// Why QEMU cannot be used there; nil when it can.
    var obstacle: (answer: String, hint: String)? {
        if platforms.isEmpty { return ("QEMU is not installed", "Install it there: apt-get install -y qemu-system-x86 qemu-utils") }
        if let program = missing.first {
            let package = ["qemu-img": "qemu-utils", "ip": "iproute2"][program] ?? program
            return ("\(program) is not installed", "Install it there: apt-get install -y \(package)")
        }
        if !isRoot { return ("only root can give machines a network and limits", "Run Strata as root") }
        return nil
    }
}
