import Foundation
import StrataDriverKit
import StrataImages
import Testing

/// The image `tiny`, made once for all tests of a suite and removed after them.
enum TinyImage {
    @TaskLocal static var stored: StoredImage?
    @TaskLocal static var library: ImageLibrary?
}

/// Makes the image before a suite's first test.
struct TinyImageTrait: SuiteTrait, TestScoping {
    @concurrent func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void)
        async throws
    {
        var template = Array("/var/tmp/strata-tiny-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        let result: Result<Void, any Error>
        do {
            let library = try await ImageLibrary(directory: directory)
            let image = try await library.prepare(source: "tiny")
            result = .success(
                try await TinyImage.$library.withValue(library) { () async throws in
                    try await TinyImage.$stored.withValue(image) { () async throws in try await function() }
                })
        } catch {
            result = .failure(error)
        }
        try await LocalMachine().remove(directory)
        try result.get()
    }
}

extension Trait where Self == TinyImageTrait {
    static var tinyImage: Self { TinyImageTrait() }
}
