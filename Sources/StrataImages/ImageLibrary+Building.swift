import StrataDriverKit

/// What two callers must agree in to share a build.
struct BuildKey: Hashable, Sendable {
    var source: ImageSource
    var architecture: String
}

extension ImageLibrary {
    /// Takes part in the build of a source, starting it if there is none.
    func build(
        _ source: ImageSource, architecture: String, progress: @escaping @Sendable (ImageProgress) -> Void
    ) async throws(ImageError) -> StoredImage {
        let key = BuildKey(source: source, architecture: architecture)
        while true {
            if Task.isCancelled { throw .cancelled }
            let shared = builds[key] ?? start(key)
            guard let ticket = shared.join(progress) else {
                // Everybody left this one and it is being ended; the next one starts when it is gone.
                await shared.finished()
                if builds[key] === shared { builds[key] = nil }
                continue
            }
            let result = await shared.result(for: ticket)
            if builds[key] === shared, shared.isOver { builds[key] = nil }
            return try result.get()
        }
    }

    private func start(_ key: BuildKey) -> SharedBuild {
        let workshop = Workshop(store: store, machine: machine, limits: limits)
        let shared = SharedBuild { report in
            do throws(ImageError) {
                return .success(try await workshop.make(key.source, architecture: key.architecture, report: report))
            } catch {
                return .failure(error)
            }
        }
        builds[key] = shared
        return shared
    }
}
