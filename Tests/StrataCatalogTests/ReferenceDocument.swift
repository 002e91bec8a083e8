import Foundation

/// What the document of the thirty deployments says, taken from it once: the text of its pictures, its counts, its table.
struct ReferenceDocument: Decodable, Sendable {
    struct Row: Decodable, Sendable {
        var stack: String
        var layers: String
        var bestFor: String
        var complexity: String
    }

    var number: Int
    var chain: [String]
    var row: Row
    /// Every piece of text in the picture, as its lines break it.
    var fragments: [String]
    /// Labels of the connections between layers, top to bottom.
    var links: [String]
    /// The first line in every frame.
    var boxes: [String]
    var titles: [String]
    var steps: Int
    var pros: Int
    var cons: Int
    var hasUseCase: Bool

    static let all: [ReferenceDocument] = {
        let file = TestFiles.directory.appendingPathComponent("Fixtures/deployments.json")
        guard let data = try? Data(contentsOf: file), let all = try? JSONDecoder().decode([ReferenceDocument].self, from: data) else {
            return []
        }
        return all
    }()
}

enum TestFiles {
    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let catalog = directory.appendingPathComponent("../../Sources/StrataCatalog").standardizedFileURL
}
