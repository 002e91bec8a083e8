internal import CLibvirt

extension LibvirtConnection {
    /// What happens to domains, from when this returns.
    ///
    /// - Parameter limit: how many events may wait to be read; one more ends the stream with an error.
    /// - Returns: a stream that ends with ``LibvirtError/closed(_:)`` when the connection is lost, or more waits than may.
    public func events(limit: Int = 16_384) async throws(LibvirtError) -> AsyncThrowingStream<LibvirtEvent, any Error> {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: LibvirtEvent.self, bufferingPolicy: .bufferingOldest(limit))
        let bridge = EventBridge(library: library, continuation: continuation)
        let numbers = try await call("follow events") { caller throws(LibvirtError) in try bridge.register(caller) }
        let follower = watch.follow { bridge.end(.closed($0)) }
        continuation.onTermination = { [library, threads, pointer, watch] _ in
            watch.forget(follower)
            threads.submit {
                for number in numbers { _ = library.functions.pointee.virConnectDomainEventDeregisterAny(pointer.value, number) }
            }
        }
        return stream
    }
}
