import Dispatch
import Synchronization

/// Runs work that waits for a disk away from the threads that run tasks.
/// - Parameter body: asked to look now and then whether it should stop.
func offTask<Value: Sendable>(
    _ body: @escaping @Sendable (_ isCancelled: () -> Bool) throws(ImageError) -> Value
) async throws(ImageError) -> Value {
    guard !Task.isCancelled else { throw .cancelled }
    let flag = CancellationFlag()
    let result = await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do throws(ImageError) {
                    continuation.resume(returning: Result<Value, ImageError>.success(try body { flag.isSet }))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
    } onCancel: {
        flag.set()
    }
    return try result.get()
}

private final class CancellationFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }

    func set() { flag.store(true, ordering: .relaxed) }
}
