public import StrataDriverKit

extension LibvirtDriver: EventStreaming {
    /// See ``EventStreaming/changes()``. libvirt's own events, whoever caused them. Not had from hypervisors that tell nothing, as the survey says.
    public func changes() async throws(DriverError) -> AsyncThrowingStream<NativeID, any Error> { try await site.changes() }
}
