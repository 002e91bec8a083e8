import StrataAPI

/// The stream that ``EventStreaming/changes()`` returns, for stacks whose changes come over a connection that somebody must hold.
public struct ChangeStream: Sendable {
    /// How many changes wait for a slow reader before the stream ends with an error.
    private static let kept = 4096

    private let attempt: String
    private let site: String
    private let changes: AsyncThrowingStream<NativeID, any Error>.Continuation
    private let isOpen: AsyncThrowingStream<Void, any Error>.Continuation

    /// Begins to follow changes, and returns once they are followed: what happens from then on is told.
    ///
    /// - Parameters:
    ///   - attempt: for messages: `follow the changes on`.
    ///   - translating: puts what the body throws into the kit's words.
    ///   - body: calls ``opened()`` once nothing is missed any more, and ``tell(_:)`` for each change. It is cancelled when nobody reads any more.
    public static func follow(
        _ attempt: String, _ site: String, translating: @escaping @Sendable (any Error) -> any Error,
        _ body: @escaping @Sendable (ChangeStream) async throws -> Void
    ) async throws(DriverError) -> AsyncThrowingStream<NativeID, any Error> {
        let (opened, open) = AsyncThrowingStream.makeStream(of: Void.self)
        let changes = AsyncThrowingStream<NativeID, any Error>(bufferingPolicy: .bufferingOldest(kept)) { continuation in
            let stream = ChangeStream(attempt: attempt, site: site, changes: continuation, isOpen: open)
            let task = Task {
                do {
                    try await body(stream)
                    open.finish()
                    continuation.finish()
                } catch {
                    let told = translating(error)
                    open.finish(throwing: told)
                    continuation.finish(throwing: told)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
        do {
            for try await _ in opened {}
        } catch let error as DriverError {
            throw error
        } catch {
            throw .failed(.init(attempt, site, answer: "\(error)"))
        }
        return changes
    }

    /// From now on no change is missed. No effect the second time.
    public func opened() { isOpen.finish() }

    /// Tells of a change.
    ///
    /// - Throws: ``DriverError/failed(_:)`` where changes come faster than they are read.
    public func tell(_ id: NativeID) throws(DriverError) {
        if case .dropped = changes.yield(id) {
            throw .failed(.init(attempt, site, answer: "they came faster than they were read"))
        }
    }
}
