import ArgumentParser
import NIOHTTP1
import NIOCore
import Synchronization

/// Has many watchers see one change after the other.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "watch", abstract: "Have many watchers see changes.")

    @OptionGroup var options: TargetOptions
    @Option(help: "How many watch.") var watchers = 1_000
    @Option(help: "How many changes they see.") var changes = 100

    func run() async throws {
        let target = try options.target()
        let round = Round(watchers: watchers)
        let channels = try await open(target) { round.arrived(at: $0) }
        var lags: [Int64] = []
        for number in 0..<changes {
            let path = "\(CreateCommand.path)/web-000000"
            let body = #"{"metadata": {"annotations": {"example.org/turn": "\#(number)"}}}"#
            async let writing = RequestLoad(target: target, connections: 1).run { _, count in
                guard count == 0 else { return nil }
                round.begin()
                return RequestLoop.Request(method: .PATCH, path: path, body: body, type: "application/merge-patch+json")
            }
            lags += await round.end()
            _ = try await writing
        }
        for channel in channels { channel.close(promise: nil) }
        let all = Spread(lags)
        print(
            """
            {"watchers": \(watchers), "changes": \(changes), "p50ms": \(all.milliseconds(0.5)), "p99ms": \(all.milliseconds(0.99)), \
            "maxms": \(all.milliseconds(1))}
            """)
    }

    /// Opens the watches, some at a time.
    private func open(_ target: Target, _ arrived: @escaping @Sendable (NIODeadline) -> Void) async throws -> [any Channel] {
        var channels: [any Channel] = []
        let path = CreateCommand.path + "?watch=true&fieldSelector=metadata.name%3Dweb-000000"
        while channels.count < watchers {
            var opening: [EventLoopFuture<any Channel>] = []
            for _ in 0..<min(32, watchers - channels.count) {
                let begun = target.loop.makePromise(of: Void.self)
                let connected = target.connect { [headers = target.headers] in
                    Watcher(headers, path: path, begun: begun, arrived: arrived)
                }
                connected.whenFailure { begun.fail($0) }
                opening.append(begun.futureResult.flatMap { connected })
            }
            channels += try await EventLoopFuture.whenAllSucceed(opening, on: target.loop).get()
        }
        return channels
    }
}
