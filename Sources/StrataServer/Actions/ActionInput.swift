import Synchronization

/// What a client sends to an action, in order, for one consumer. Ends when the client goes away or the consumer's task is cancelled.
///
/// What has not been consumed is bounded: a client that sends faster than the action reads is made to wait.
public struct ActionInput: AsyncSequence, Sendable {
    public typealias Element = ActionEvent
    public typealias Failure = Never

    private let queue: InputQueue

    /// An input that yields events sent to ``Sender``, and who sends.
    public static func make(limit: Int = 256 << 10) -> (input: ActionInput, sender: Sender) {
        let queue = InputQueue(limit: limit)
        return (ActionInput(queue: queue), Sender(queue: queue))
    }

    public func makeAsyncIterator() -> Iterator { Iterator(queue: queue) }

    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let queue: InputQueue

        public mutating func next(isolation: isolated (any Actor)? = #isolation) async -> ActionEvent? { await queue.next() }
    }

    /// The end at which events are put in.
    public struct Sender: Sendable {
        fileprivate let queue: InputQueue

        /// Hands an event on; waits while too much lies unread. Does nothing after the end.
        public func send(_ event: ActionEvent) async { await queue.send(event) }

        /// Ends the sequence after what has been sent.
        public func finish() { queue.finish() }
    }
}

/// A queue with one consumer and one producer that waits while it is full.
private final class InputQueue: Sendable {
    private struct State {
        var events: [ActionEvent] = []
        var size = 0
        var isFinished = false
        var consumer: CheckedContinuation<ActionEvent?, Never>?
        var producer: CheckedContinuation<Void, Never>?

        mutating func take() -> ActionEvent {
            let event = events.removeFirst()
            size -= event.size
            return event
        }
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func next() async -> ActionEvent? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<ActionEvent?, Never>) in
                let answer: (isReady: Bool, event: ActionEvent?, producer: CheckedContinuation<Void, Never>?) = state.withLock { state in
                    if !state.events.isEmpty {
                        let event = state.take()
                        return (true, event, state.size < limit ? state.producer.take() : nil)
                    }
                    if state.isFinished || Task.isCancelled { return (true, nil, nil) }
                    state.consumer = continuation
                    return (false, nil, nil)
                }
                answer.producer?.resume()
                if answer.isReady { continuation.resume(returning: answer.event) }
            }
        } onCancel: {
            state.withLock { $0.consumer.take() }?.resume(returning: nil)
        }
    }

    func send(_ event: ActionEvent) async {
        let consumer = state.withLock { state -> CheckedContinuation<ActionEvent?, Never>? in
            guard !state.isFinished else { return nil }
            if let consumer = state.consumer.take() { return consumer }
            state.events.append(event)
            state.size += event.size
            return nil
        }
        consumer?.resume(returning: event)
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                let hasRoom = state.withLock { state in
                    if state.size < limit || state.isFinished || Task.isCancelled { return true }
                    state.producer = continuation
                    return false
                }
                if hasRoom { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.producer.take() }?.resume()
        }
    }

    func finish() {
        let (consumer, producer) = state.withLock { state in
            state.isFinished = true
            return (state.consumer.take(), state.producer.take())
        }
        consumer?.resume(returning: nil)
        producer?.resume()
    }
}

extension ActionEvent {
    /// What the event counts against the bound of the queue; the fixed part bounds the number of empty events.
    fileprivate var size: Int {
        if case .data(let bytes) = self { bytes.count + 64 } else { 64 }
    }
}
