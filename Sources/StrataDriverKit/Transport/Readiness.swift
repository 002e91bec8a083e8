import Dispatch

/// Waits for file descriptors without holding a thread.
package enum Readiness {
    package enum Operation: Sendable {
        case reading
        case writing
    }

    private static let queue = DispatchQueue(label: "dev.strata.readiness")

    /// Returns when the operation would not block or the task is cancelled. The descriptor must stay open until then.
    package static func wait(for operation: Operation, on descriptor: Int32) async {
        // Dispatch sources may be cancelled from any thread (dispatch_source_create(3)); only their overlay does not say so.
        nonisolated(unsafe) let source: any DispatchSourceProtocol =
            switch operation {
            case .reading: DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
            case .writing: DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
            }
        source.setEventHandler { source.cancel() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // Only the cancel handler may resume: before it runs, the descriptor must not be closed.
                source.setCancelHandler { continuation.resume() }
                source.activate()
            }
        } onCancel: {
            source.cancel()
        }
    }
}
