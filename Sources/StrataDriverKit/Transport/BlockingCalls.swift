import Dispatch

/// Runs system calls that may wait for a disk away from the threads that run tasks.
func offTask<Value: Sendable>(
    _ body: @escaping @Sendable () throws(TransportError) -> Value
) async throws(TransportError) -> Value {
    guard !Task.isCancelled else { throw .cancelled }
    let result = await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
            do throws(TransportError) {
                continuation.resume(returning: Result<Value, TransportError>.success(try body()))
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
    }
    return try result.get()
}
