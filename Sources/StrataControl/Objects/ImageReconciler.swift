import Logging
import StrataAPI
public import StrataDriverKit
import StrataResources
import Synchronization

/// Where images come from.
public protocol ImageProvider: Sendable {
    /// Makes the image of a source, or finds it where it was made before. Callers for the same source share the work.
    func prepare(source: String, architecture: String, progress: @escaping @Sendable (_ message: String, _ percent: Int?) -> Void)
        async throws -> StoredImage

    /// The image of a source, when it is there and need not be made.
    func find(source: String, architecture: String) async throws -> StoredImage?
}

/// Makes the images that `Image` objects name.
struct ImageReconciler: Sendable {
    let objects: ObjectService
    let provider: any ImageProvider
    let events: EventRecorder
    let logger: Logger

    func reconcile(_ name: ObjectName) async throws -> Outcome {
        let images = Objects<Image>(objects)
        guard let image = try images.get(name), !image.metadata.isBeingDeleted else { return .settled }
        do {
            try await store(image)
            return .settled
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            try await images.changeStatus(name, uid: image.metadata.uid) {
                $0.status.phase = .failed
                $0.status.progress = nil
                $0.status.message = "\(error)"
                $0.status.conditions.set(
                    Condition("Ready", .no, reason: "Failed", message: "\(error)", generation: image.metadata.generation))
            }
            events.record(.warning, "Failed", "\(error)", about: image)
            return .again(after: .seconds(60))
        }
    }

    /// Finds what the image's source gives, or makes it.
    private func store(_ image: Image) async throws {
        let images = Objects<Image>(objects)
        if let found = try await provider.find(source: image.spec.source, architecture: image.spec.architecture) {
            return try await ready(image, found)
        }
        if image.spec.source.hasPrefix(Image.uploadPrefix) {
            try await images.changeStatus(image.name, uid: image.metadata.uid) {
                $0.status.phase = .pending
                $0.status.message = "waits for its content, which strata import sends"
            }
            return
        }
        try await images.changeStatus(image.name, uid: image.metadata.uid) {
            $0.status.phase = .building
            $0.status.message = "preparing"
            $0.status.progress = nil
        }
        let stored = try await withProgress(of: image) { report in
            try await provider.prepare(source: image.spec.source, architecture: image.spec.architecture, progress: report)
        }
        try await ready(image, stored)
        events.record(.normal, "Built", "image \(image.spec.source.printable()) is ready", about: image)
    }

    private func ready(_ image: Image, _ stored: StoredImage) async throws {
        try await Objects<Image>(objects).changeStatus(image.name, uid: image.metadata.uid) {
            $0.status.phase = .ready
            $0.status.digest = stored.digest
            $0.status.size = Quantity(bytes: stored.size)
            $0.status.progress = nil
            $0.status.message = ""
            $0.status.observedGeneration = $0.metadata.generation
            $0.status.conditions.set(Condition("Ready", .yes, reason: "Stored", generation: $0.metadata.generation))
        }
    }

    /// Writes progress into the status while work goes on, at most twice a second.
    private func withProgress<Value: Sendable>(
        of image: Image, _ work: @Sendable (@escaping @Sendable (String, Int?) -> Void) async throws -> Value
    ) async throws -> Value {
        let (reports, report) = AsyncStream.makeStream(of: (String, Int?).self, bufferingPolicy: .bufferingNewest(1))
        async let writing: Void = {
            for await (message, percent) in reports {
                do {
                    try await Objects<Image>(objects).changeStatus(image.name, uid: image.metadata.uid) {
                        guard $0.status.phase == .building else { return }
                        $0.status.message = message
                        $0.status.progress = percent
                    }
                    try await Task.sleep(for: .milliseconds(500))
                } catch {
                    logger.debug("progress not written", metadata: ["image": "\(image.name)", "error": "\(error)"])
                }
            }
        }()
        defer { report.finish() }
        let value = try await work { message, percent in report.yield((message, percent)) }
        report.finish()
        await writing
        return value
    }
}
