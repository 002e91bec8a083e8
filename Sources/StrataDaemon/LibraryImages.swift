import StrataControl
import StrataDriverKit
import StrataImages

/// The image library as the controllers see it.
struct LibraryImages: ImageProvider {
    let library: ImageLibrary

    func prepare(
        source: String, architecture: String, progress: @escaping @Sendable (_ message: String, _ percent: Int?) -> Void
    ) async throws -> StoredImage {
        try await library.prepare(source: source, architecture: architecture) { progress($0.phase, $0.percent) }
    }

    func find(source: String, architecture: String) async throws -> StoredImage? {
        try await library.find(source: source, architecture: architecture)
    }
}
