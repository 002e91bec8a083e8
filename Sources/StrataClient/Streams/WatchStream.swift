/// The changes of some objects since a resource version, for as long as they are asked for.
///
/// When the server ends the watch, as it does after a while, the stream takes it up again where it was. It fails with a `Status` of code
/// 410 when the server no longer has what happened since; list again then.
public struct WatchStream: AsyncSequence, Sendable {
    public typealias Element = WatchEvent
    public typealias Failure = ClientError

    let client: StrataClient
    let request: Request
    let resourceVersion: String?
    let isRepeated: Bool

    public func makeAsyncIterator() -> Iterator { Iterator(watch: self) }

    public struct Iterator: AsyncIteratorProtocol {
        private let watch: WatchStream
        private var lines: LineStream?
        private var resourceVersion: String?
        private var hasProgress = true

        fileprivate init(watch: WatchStream) {
            self.watch = watch
            resourceVersion = watch.resourceVersion
        }

        public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws(ClientError) -> WatchEvent? {
            while true {
                if lines == nil { lines = try await open() }
                if let line = try await lines?.next() {
                    if line.isEmpty { continue }
                    let event = try WatchEvent(line: line)
                    if let version = event.resourceVersion { resourceVersion = version }
                    hasProgress = true
                    return event
                }
                lines = nil
                guard watch.isRepeated else { return nil }
                // A server that ends every watch at once must not be asked again without pause.
                if !hasProgress { try await pause() }
                hasProgress = false
            }
        }

        private func open() async throws(ClientError) -> LineStream {
            var request = watch.request
            if let resourceVersion { request.query.append(("resourceVersion", resourceVersion)) }
            return LineStream(try await watch.client.stream(request), limit: 16 << 20)
        }

        private func pause() async throws(ClientError) {
            do { try await Task.sleep(for: .seconds(1)) } catch { throw .cancelled }
        }
    }
}
