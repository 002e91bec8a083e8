import Foundation

/// `strata-catalog-gen [CATALOG-DIRECTORY [DOCS-DIRECTORY]]`: writes `Generated/` and the stacks' pages from `Data/`, and removes files
/// there that have no source any more.
@main
enum CatalogGenerator {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            guard arguments.count <= 2, !arguments.contains(where: { $0.hasPrefix("-") }) else { throw GeneratorError.usage }
            let catalog = URL(fileURLWithPath: arguments.first ?? "Sources/StrataCatalog")
            let docs = URL(fileURLWithPath: arguments.count > 1 ? arguments[1] : "docs/stacks")
            let source = try CatalogSource(data: catalog.appendingPathComponent("Data"))
            try write(source.files, to: catalog.appendingPathComponent("Generated"))
            try write(source.pages, to: docs)
        } catch {
            FileHandle.standardError.write(Data("strata-catalog-gen: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func write(_ files: [String: String], to directory: URL) throws {
        let manager = FileManager.default
        try manager.createDirectory(at: directory, withIntermediateDirectories: true)
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            let file = directory.appendingPathComponent(name)
            if manager.fileExists(atPath: file.path) {
                let old = try String(contentsOf: file, encoding: .utf8)
                if old == text { continue }
                guard isOurs(old) else { throw GeneratorError.foreign(file.path) }
            }
            try text.write(to: file, atomically: true, encoding: .utf8)
            print("wrote \(name)")
        }
        for name in try manager.contentsOfDirectory(atPath: directory.path).sorted() where files[name] == nil {
            let file = directory.appendingPathComponent(name)
            guard let old = try? String(contentsOf: file, encoding: .utf8), isOurs(old) else { continue }
            try manager.removeItem(at: file)
            print("removed \(name)")
        }
    }

    /// Only files that say so themselves are written over or removed, so that a mistaken directory costs nothing.
    private static func isOurs(_ text: String) -> Bool { text.prefix(200).contains(CatalogSource.mark) }
}
