import StrataAPI
import StrataDriverKit
import StrataResources

/// Finds the image that an instance names: an `Image` of its namespace, or a source for which an `Image` is made on first use.
struct InstanceImage: Sendable {
    enum Resolution {
        case ready(StoredImage)
        case waiting(reason: String, message: String)
    }

    let objects: ObjectService
    let images: any ImageProvider

    /// - Parameter type: what the instance is, as far as that is known: a source may give several.
    func resolve(_ instance: Instance, type: InstanceType?) async throws -> Resolution {
        let store = Objects<Image>(objects)
        let source = Image.source(instance.spec.image, for: type)
        let name = ObjectName(namespace: instance.metadata.namespace, name: Self.objectName(of: source))
        guard let image = try await image(name, source: source) else {
            return .waiting(reason: "ImageBuilding", message: "the image is being made")
        }
        switch image.status.phase {
        case .ready:
            if let stored = try await images.find(source: image.spec.source, architecture: image.spec.architecture) {
                return .ready(stored)
            }
            // The object outlived its file. Its reconciler makes it again once it is told.
            try await store.changeStatus(name, uid: image.metadata.uid) {
                $0.status.phase = .pending
                $0.status.digest = ""
            }
            return .waiting(reason: "ImageBuilding", message: "image \(name.name) is being made again")
        case .failed: return .waiting(reason: "ImageFailed", message: "image \(name.name): \(image.status.message)")
        case .pending, .building:
            // A source that is stored already needs no wait for the Image's own status. Why it cannot be had, that status says.
            if let stored = try? await images.find(source: image.spec.source, architecture: image.spec.architecture) {
                return .ready(stored)
            }
            try Task.checkCancellation()
            let progress = image.status.progress.map { " (\($0)%)" } ?? ""
            let doing = image.status.message.isEmpty ? "" : ": \(image.status.message)"
            return .waiting(reason: "ImageBuilding", message: "image \(name.name) is being made\(progress)\(doing)")
        }
    }

    /// The Image of that name, made for the source where there is none.
    private func image(_ name: ObjectName, source: String) async throws -> Image? {
        let store = Objects<Image>(objects)
        if let image = try store.get(name) { return image }
        var made = Image(name: name)
        made.spec.source = source
        made.spec.type = Image.type(ofSource: source)
        do {
            return try await store.create(made)
        } catch {
            // Another instance of the same image was faster.
            guard error.reason == .alreadyExists else { throw error }
            return try store.get(name)
        }
    }

    /// The name of the Image that stands for a source: `debian-12` for `debian/12`; a path's own name and a digest of the whole.
    static func objectName(of source: String) -> String {
        StringRule.subdomain.check?(source) == nil && !source.contains("/") ? source : NativeName.sanitized(source.replacingSlashes)
    }
}

extension String {
    fileprivate var replacingSlashes: String {
        hasPrefix("/") ? self : String(map { $0 == "/" ? "-" : $0 })
    }
}
