/// What runs in a simulated guest: a handful of programs, and a shell that knows no others.
struct GuestPrograms: Sendable {
    /// What a command did, and how long it took there.
    struct Outcome: Sendable {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        var exitCode: Int32 = 0
        /// In seconds.
        var duration: Double = 0
        /// The processes that it killed.
        var killed: [Int] = []
    }

    let hostname: String
    /// What a guest writes at most: more is not kept, so that no command costs the simulator much.
    var limit = 32 << 20

    private static let names: Set<String> = [
        "sh", "true", "false", "echo", "cat", "env", "sleep", "hostname", "uname", "seq", "kill", "printenv",
    ]

    /// - Returns: nil where the guest has no such program.
    func run(_ command: [String], input: [UInt8] = []) -> Outcome? {
        guard let first = command.first, Self.name(first) != nil else { return nil }
        var process = Process(programs: self, input: input)
        process.variables = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/"]
        process.outcome.exitCode = process.run(command) ?? 127
        return process.outcome
    }

    /// A program's name without the directories that programs lie in.
    private static func name(_ program: String) -> String? {
        let directory = ["/bin/", "/usr/bin/"].first { program.hasPrefix($0) } ?? ""
        let name = String(program.dropFirst(directory.count))
        return names.contains(name) ? name : nil
    }

    /// One command with what it started.
    private struct Process {
        let programs: GuestPrograms
        var input: [UInt8]
        var outcome = Outcome()
        var variables: [String: String] = [:]
        private var arguments: [String] = []
        private var last: Int32 = 0
        /// Whether `exit` was met.
        private var hasExited = false
        private var depth = 0

        init(programs: GuestPrograms, input: [UInt8]) {
            self.programs = programs
            self.input = input
        }

        /// - Returns: the exit code; nil where there is no such program.
        mutating func run(_ words: [String], toErrors: Bool = false) -> Int32? {
            guard let program = words.first.flatMap(GuestPrograms.name) else { return nil }
            let words = Array(words.dropFirst())
            switch program {
            case "true": return 0
            case "false": return 1
            case "echo": write(words.joined(separator: " ") + "\n", toErrors)
            case "hostname": write("\(programs.hostname)\n", toErrors)
            case "uname": write("Linux\n", toErrors)
            case "cat":
                guard words.isEmpty else {
                    write("cat: \(words[0]): No such file or directory\n", true)
                    return 1
                }
                write(input, toErrors)
                input = []
            case "seq": return count(to: words.last.flatMap { Int($0) } ?? 0, toErrors)
            case "sleep":
                guard let seconds = words.first.flatMap(Double.init), seconds >= 0, seconds <= 1e6 else { return 1 }
                outcome.duration += seconds
            case "kill": outcome.killed += words.compactMap { Int($0) }.filter { $0 > 0 }
            case "env", "printenv": return environment(words, toErrors)
            case "sh": return shell(words)
            default: return nil
            }
            return 0
        }

        private mutating func write(_ text: String, _ toErrors: Bool) { write(Array(text.utf8), toErrors) }

        private mutating func write(_ bytes: [UInt8], _ toErrors: Bool) {
            if toErrors {
                outcome.errors += bytes.prefix(max(0, programs.limit - outcome.errors.count))
            } else {
                outcome.output += bytes.prefix(max(0, programs.limit - outcome.output.count))
            }
        }

        private mutating func count(to last: Int, _ toErrors: Bool) -> Int32 {
            var text: [UInt8] = []
            var number = 1
            while number <= last, text.count < programs.limit {
                text += Array("\(number)\n".utf8)
                number += 1
            }
            write(text, toErrors)
            return 0
        }

        private mutating func environment(_ words: [String], _ toErrors: Bool) -> Int32 {
            let isAssignment = { (word: String) in word.contains("=") && !word.hasPrefix("=") }
            for word in words.prefix(while: isAssignment) {
                let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                variables[String(parts[0])] = String(parts[1])
            }
            let command = Array(words.drop(while: isAssignment))
            guard let program = command.first else {
                write(variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\n" }.joined(), toErrors)
                return 0
            }
            if let code = run(command, toErrors: toErrors) { return code }
            write("env: ‘\(program)’: No such file or directory\n", true)
            return 127
        }

        /// `sh -c SCRIPT [NAME ARGUMENT…]`; without that, the script is the input.
        private mutating func shell(_ words: [String]) -> Int32 {
            guard words.first == "-c" || words.isEmpty, depth < 8 else { return 2 }
            let text = words.isEmpty ? String(decoding: input, as: UTF8.self) : words.count > 1 ? words[1] : ""
            if words.isEmpty { input = [] }
            depth += 1
            let (outer, outerArguments) = (hasExited, arguments)
            defer {
                depth -= 1
                (hasExited, arguments) = (outer, outerArguments)
            }
            arguments = Array(words.dropFirst(2))
            if arguments.isEmpty { arguments = ["sh"] }
            do throws(ShellScript.Wrong) {
                carryOut(try ShellScript(text).steps)
            } catch {
                write("sh: 1: Syntax error: \"\(error.token)\" unexpected\n", true)
                return 2
            }
            return last
        }

        private mutating func carryOut(_ steps: [ShellScript.Step]) {
            for step in steps where !hasExited {
                switch step.condition {
                case .always: break
                case .afterSuccess: guard last == 0 else { continue }
                case .afterFailure: guard last != 0 else { continue }
                }
                switch step.command {
                case .simple(let words, let toErrors): simple(words.compactMap { expand($0) }, toErrors)
                case .loop(let variable, let words, let body):
                    let values = words?.compactMap { expand($0) } ?? Array(arguments.dropFirst())
                    for value in values where !hasExited {
                        variables[variable] = value
                        carryOut(body)
                    }
                }
            }
        }

        private mutating func simple(_ words: [String], _ toErrors: Bool) {
            guard let first = words.first else { return last = 0 }
            if first == "exit" {
                hasExited = true
                last = words.dropFirst().first.flatMap { Int32($0) } ?? last
            } else if words.count == 1, let equals = first.firstIndex(of: "="), equals != first.startIndex {
                variables[String(first[..<equals])] = String(first[first.index(after: equals)...])
                last = 0
            } else if let code = run(words, toErrors: toErrors) {
                last = code
            } else {
                write("sh: 1: \(first): not found\n", true)
                last = 127
            }
        }

        /// A word with its variables filled in; nil where nothing is left of one that is not quoted.
        private func expand(_ word: ShellScript.Word) -> String? {
            let text = word.map { part in
                switch part {
                case .text(let text): return text
                case .variable("?"): return "\(last)"
                case .variable("#"): return "\(arguments.count - 1)"
                case .variable("@"), .variable("*"): return arguments.dropFirst().joined(separator: " ")
                case .variable(let name):
                    if let index = Int(name) { return arguments.indices.contains(index) ? arguments[index] : "" }
                    return variables[name] ?? ""
                }
            }.joined()
            guard text.isEmpty, word.allSatisfy({ if case .variable = $0 { true } else { false } }) else { return text }
            return nil
        }
    }
}
