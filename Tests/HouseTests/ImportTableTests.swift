import FoundationEssentials
import StrataAPI
import StrataDriverKit
import Testing

/// The table of ARCHITECTURE.md says which part may import which. The manifest and the sources must agree with it.
struct ImportTableTests {
    private static let root = String(#filePath.dropLast("/Tests/HouseTests/ImportTableTests.swift".count))

    @Test func `the manifest's targets depend on what the table says, and on nothing else`() async throws {
        let table = try Self.table()
        let targets = try await Self.targets()
        let known = Set(targets.map(\.name))
        for target in targets where target.isSource {
            let row = table.first { $0.name == target.name }
            #expect(row != nil, "ARCHITECTURE.md lacks a row for the target \(target.name)")
            #expect(
                Set(target.dependencies).intersection(known) == row?.imports ?? [],
                "\(target.name) depends on other targets than ARCHITECTURE.md says")
        }
        #expect(Set(table.map(\.name)) == Set(targets.filter(\.isSource).map(\.name)))
    }

    @Test func `each part imports only parts above it`() throws {
        var above: Set<String> = []
        for row in try Self.table() {
            #expect(row.imports.isSubset(of: above), "\(row.name) imports what stands below it")
            above.insert(row.name)
        }
    }

    @Test func `sources import no part that their target does not depend on`() async throws {
        let targets = try await Self.targets()
        let known = Set(targets.map(\.name))
        for target in targets where target.isSource {
            let files = try FileManager.default.subpathsOfDirectory(atPath: "\(Self.root)/\(target.path)")
            for file in files where file.hasSuffix(".swift") {
                let text = try String(decoding: Data(contentsOf: URL(filePath: "\(Self.root)/\(target.path)/\(file)")), as: UTF8.self)
                for line in text.split(separator: "\n").prefix(60) {
                    let words = line.split(separator: " ")
                    guard let place = words.firstIndex(of: "import"), place <= 2, let module = words.last.map(String.init),
                        known.contains(module), module != target.name
                    else { continue }
                    #expect(target.dependencies.contains(module), "\(target.path)/\(file) imports \(module)")
                }
            }
        }
    }

    @Test func `no driver imports another, and no simulator is imported by or imports a driver`() async throws {
        let targets = try await Self.targets()
        let drivers = Set(targets.filter { $0.path.hasPrefix("Sources/Drivers/") }.map(\.name))
        let simulators = Set(targets.filter { $0.path.hasPrefix("Sources/Simulators/") }.map(\.name))
        #expect(!drivers.isEmpty)
        for target in targets where drivers.contains(target.name) {
            #expect(drivers.union(simulators).isDisjoint(with: target.dependencies), "\(target.name)")
        }
        for target in targets where simulators.contains(target.name) {
            #expect(drivers.isDisjoint(with: target.dependencies), "\(target.name)")
        }
    }

    private struct Row {
        var name: String
        var imports: Set<String>
    }

    /// The rows of the first table: name, what it is, imports.
    private static func table() throws -> [Row] {
        let text = try String(decoding: Data(contentsOf: URL(filePath: "\(root)/ARCHITECTURE.md")), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let head = try #require(lines.firstIndex { $0.hasPrefix("| target |") })
        return lines[(head + 2)...].prefix { $0.hasPrefix("|") }.map { line in
            let cells = line.split(separator: "|").map { $0.split(separator: "`").map(String.init) }
            // Names stand in backquotes, so that what is between them can be told from prose.
            let names = { (cell: [String]) in cell.enumerated().filter { $0.offset % 2 == 1 }.map(\.element) }
            return Row(name: names(cells[0]).first ?? "", imports: Set(names(cells[2])))
        }
    }

    private struct ManifestTarget {
        var name: String
        var path: String
        var dependencies: [String]
        var isSource: Bool { path.hasPrefix("Sources/") }
    }

    private static func targets() async throws -> [ManifestTarget] {
        let scratch = "/tmp/strata-manifest-\(UUID().uuidString)"
        let command = Command(
            executable: "swift", arguments: ["package", "--package-path", root, "--scratch-path", scratch, "dump-package"],
            environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""], deadline: .seconds(120), outputLimit: 4 << 20)
        let output = try await LocalMachine().check(command)
        try await LocalMachine().remove(scratch)
        let manifest = try JSONValue(parsing: output.output)
        return (manifest["targets"]?.array ?? []).map { target in
            let name = target["name"]?.string ?? ""
            let dependencies = (target["dependencies"]?.array ?? []).compactMap { dependency in
                ["byName", "target", "product"].lazy.compactMap { dependency[$0]?.array?.first?.string }.first
            }
            let usual = target["type"]?.string == "test" ? "Tests" : "Sources"
            return ManifestTarget(name: name, path: target["path"]?.string ?? "\(usual)/\(name)", dependencies: dependencies)
        }
    }
}
