import Foundation
import StrataCatalog

/// Turns the YAML files of a catalog into the Swift files that carry them in the binary.
struct CatalogSource {
    /// File names and texts of `Generated/`.
    var files: [String: String]
    /// File names and texts of the documentation: a page per stack and an overview.
    var pages: [String: String]

    /// Reads and validates every `*.yaml` file of a directory.
    init(data directory: URL) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path).filter { $0.hasSuffix(".yaml") }.sorted()
        var stacks: [Stack] = []
        var problems: [String] = []
        for name in names {
            let text = try String(contentsOf: directory.appendingPathComponent(name), encoding: .utf8)
            let stack = try StackSource(yaml: text).stack()
            problems += stack.problems().map { "\(name): \($0)" }
            stacks.append(stack)
        }
        guard problems.isEmpty else { throw GeneratorError.unsound(problems) }
        stacks.sort { $0.number < $1.number }
        let numbers = Set(stacks.flatMap { [$0.number] + $0.aliases.map(\.number) })
        let missing = (1...30).filter { !numbers.contains($0) }
        guard missing.isEmpty else { throw GeneratorError.numbers(missing) }

        files = ["GeneratedStacks.swift": Self.index(of: stacks)]
        for stack in stacks { files[Self.fileName(stack)] = try Self.source(of: stack) }
        pages = ["README.md": "<!-- \(Self.mark) -->\n" + StackOverview.markdown(stacks)]
        for stack in stacks { pages["\(stack.id).md"] = "<!-- \(Self.mark) -->\n" + stack.markdown() }
    }

    /// What marks a file as made here.
    static let mark = "Made by `make catalog` from Sources/StrataCatalog/Data. Do not edit."

    private static let head = "// \(mark)\n// swift-format-ignore-file\n\n"

    private static func fileName(_ stack: Stack) -> String {
        "Stack" + (stack.number < 10 ? "0" : "") + "\(stack.number).swift"
    }

    private static func source(of stack: Stack) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(stack), as: UTF8.self)
        return head + "extension GeneratedStacks {\n    static var stack\(stack.number): StaticString {\n        ##\"\"\"\n"
            + broken(json).map { "        \($0)\n" }.joined() + "        \"\"\"##\n    }\n}\n"
    }

    /// Breaks JSON after commas outside strings, so that a change to one entry stays a small change in the file.
    private static func broken(_ json: String) -> [String] {
        var lines: [String] = []
        var line = ""
        var inString = false
        var escaped = false
        for character in json {
            line.append(character)
            if inString {
                if escaped { escaped = false } else if character == "\\" { escaped = true } else if character == "\"" { inString = false }
            } else if character == "\"" {
                inString = true
            } else if character == ",", line.count > 80 {
                lines.append(line)
                line = ""
            }
        }
        return lines + [line]
    }

    private static func index(of stacks: [Stack]) -> String {
        var text = head + "/// The compiled-in stacks: index and, per stack, JSON.\nenum GeneratedStacks {\n"
        text += "    static let index: [StackIndexEntry] = [\n"
        for stack in stacks {
            let aliases = stack.aliases.map { "\($0.number)" }.joined(separator: ", ")
            text +=
                "        StackIndexEntry(number: \(stack.number), id: \"\(stack.id)\", title: \"\(stack.title)\", aliasNumbers: [\(aliases)]),\n"
        }
        text += "    ]\n\n    static func json(_ id: String) -> StaticString? {\n        switch id {\n"
        for stack in stacks { text += "        case \"\(stack.id)\": stack\(stack.number)\n" }
        return text + "        default: nil\n        }\n    }\n}\n"
    }
}
