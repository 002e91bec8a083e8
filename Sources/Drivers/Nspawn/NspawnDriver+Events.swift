public import StrataDriverKit

extension NspawnDriver: EventStreaming {
    /// See ``EventStreaming/changes()``. Comes from machined's signals, or from looking at nspawn's processes five times a second. Does not tell of machines
    /// that are made or removed while they are stopped, nor of pauses.
    public func changes() async throws(DriverError) -> AsyncThrowingStream<NativeID, any Error> {
        supervisor.changes()
    }
}
