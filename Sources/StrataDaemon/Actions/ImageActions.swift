import StrataAPI
import StrataImages
import StrataResources
import StrataServer

/// Takes the content of images that clients have.
struct ImageActions {
    let objects: ObjectService
    let library: ImageLibrary
    /// Told of an image whose content has come.
    let arrived: @Sendable (ObjectName) -> Void

    var all: [Action] {
        [
            .upload(
                Image.kind, "content", "Takes the content of an image whose source is upload/ID: a root file system's tarball, or a disk.",
                limit: ImageLimits().fileSize, receive)
        ]
    }

    private func receive(_ request: ActionRequest, _ input: ActionInput) async throws(APIError) -> JSONValue? {
        let name = request.name
        guard let image = try Objects<Image>(objects).get(name) else { throw .notFound(Image.kind, name.name) }
        guard image.spec.source.hasPrefix(Image.uploadPrefix) else {
            throw .conflict(
                Image.kind, name.name, "it comes from \(image.spec.source); only an image whose spec.source is upload/ID takes content")
        }
        do throws(ImageError) {
            _ = try await library.receive(source: image.spec.source, architecture: image.spec.architecture) { () async throws(ImageError) in
                for await event in input {
                    switch event {
                    case .data(let bytes): return bytes
                    case .endOfInput: return nil
                    case .resize: continue
                    }
                }
                throw .cancelled
            }
        } catch {
            let reason: APIError.Reason =
                switch error {
                case .diskFull, .file, .machine: .internalError
                case .cancelled: .badRequest
                default: .badRequest
                }
            let message = if case .cancelled = error { "the upload was cut short" } else { "\(error)" }
            throw APIError(reason, message, kind: Image.kind, name: name.name)
        }
        arrived(name)
        return nil
    }
}
