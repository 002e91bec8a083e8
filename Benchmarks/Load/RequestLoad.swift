import ArgumentParser
import NIOCore
import Synchronization

/// Many connections that send requests from one source until it is dry.
struct RequestLoad {
    let target: Target
    let connections: Int

    /// - Parameter source: the next request of a connection, by the connection's number and one counted over all of them; nil ends the connection.
    func run(_ source: @escaping @Sendable (_ connection: Int, _ number: Int) -> RequestLoop.Request?) async throws -> Report {
        let counter = Mutex(0)
        let start = ContinuousClock.now
        var outcomes: [EventLoopFuture<RequestLoop.Outcome>] = []
        for connection in 0..<connections {
            let done = target.loop.makePromise(of: RequestLoop.Outcome.self)
            outcomes.append(done.futureResult)
            target.connect { [target] in
                RequestLoop(target.headers, done: done) {
                    source(
                        connection,
                        counter.withLock { counter in
                            defer { counter += 1 }
                            return counter
                        })
                }
            }.whenFailure { done.fail($0) }
        }
        let all = try await EventLoopFuture.whenAllSucceed(outcomes, on: target.loop).get()
        let seconds = (ContinuousClock.now - start).seconds
        if let refused = all.first(where: { !$0.refusal.isEmpty }) { throw ValidationError("refused: \(refused.refusal)") }
        return Report(seconds: seconds, times: Spread(all.flatMap(\.times)))
    }

    struct Report {
        var seconds: Double
        var times: Spread

        /// One line of JSON.
        var json: String {
            """
            {"count": \(times.count), "seconds": \(seconds), "perSecond": \(Double(times.count) / seconds), \
            "p50ms": \(times.milliseconds(0.5)), "p99ms": \(times.milliseconds(0.99))}
            """
        }
    }
}

/// Times in order.
struct Spread {
    private let ordered: [Int64]

    /// - Parameter nanoseconds: in any order.
    init(_ nanoseconds: [Int64]) { ordered = nanoseconds.sorted() }

    var count: Int { ordered.count }

    /// The time that so great a part of all stays within, in milliseconds; zero where there are none.
    func milliseconds(_ part: Double) -> Double {
        guard let last = ordered.indices.last else { return 0 }
        return Double(ordered[min(last, Int((Double(ordered.count) * part).rounded(.down)))]) / 1e6
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
