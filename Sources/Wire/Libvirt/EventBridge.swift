internal import CLibvirt

/// Carries events from libvirt's thread to whoever reads them.
final class EventBridge: Sendable {
    private let library: Library
    private let continuation: AsyncThrowingStream<LibvirtEvent, any Error>.Continuation

    init(library: Library, continuation: AsyncThrowingStream<LibvirtEvent, any Error>.Continuation) {
        self.library = library
        self.continuation = continuation
    }

    fileprivate func tell(_ domain: virDomainPtr?, _ kind: LibvirtEvent.Kind) {
        let functions = library.functions
        guard let domain, let name = functions.pointee.virDomainGetName(domain),
            let uuid = UUIDText.read({ functions.pointee.virDomainGetUUIDString(domain, $0) })
        else { return }
        let event = LibvirtEvent(uuid: uuid, name: String(cString: name), kind: kind)
        if case .dropped = continuation.yield(event) {
            continuation.finish(throwing: LibvirtError.closed("events came faster than they were read"))
        }
    }

    func end(_ error: LibvirtError) { continuation.finish(throwing: error) }

    /// Registers for everything there is. Hypervisors that do not know some events still tell of the others.
    /// - Returns: what to deregister; none where even the first is not known.
    func register(_ caller: Caller) throws(LibvirtError) -> [Int32] {
        var numbers: [Int32] = []
        for (id, function) in Self.functions {
            let context = Unmanaged.passRetained(self)
            let number = caller.api.virConnectDomainEventRegisterAny(
                caller.connection, nil, Int32(bitPattern: id), function, context.toOpaque(),
                { context in if let context { Unmanaged<EventBridge>.fromOpaque(context).release() } })
            if number >= 0 {
                numbers.append(number)
            } else {
                context.release()
                if numbers.isEmpty { throw caller.library.lastError() }
            }
        }
        return numbers
    }

    private static let functions: [(UInt32, virConnectDomainEventGenericCallback)] = [
        (VIR_DOMAIN_EVENT_ID_LIFECYCLE.rawValue, unsafeBitCast(lifecycle, to: virConnectDomainEventGenericCallback.self)),
        (VIR_DOMAIN_EVENT_ID_REBOOT.rawValue, rebooted),
        (VIR_DOMAIN_EVENT_ID_WATCHDOG.rawValue, unsafeBitCast(watchdog, to: virConnectDomainEventGenericCallback.self)),
        (VIR_DOMAIN_EVENT_ID_IO_ERROR.rawValue, unsafeBitCast(diskFailed, to: virConnectDomainEventGenericCallback.self)),
        (VIR_DOMAIN_EVENT_ID_DEVICE_ADDED.rawValue, unsafeBitCast(deviceAdded, to: virConnectDomainEventGenericCallback.self)),
        (VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED.rawValue, unsafeBitCast(deviceRemoved, to: virConnectDomainEventGenericCallback.self)),
        (VIR_DOMAIN_EVENT_ID_METADATA_CHANGE.rawValue, unsafeBitCast(metadata, to: virConnectDomainEventGenericCallback.self)),
        (VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE.rawValue, unsafeBitCast(agent, to: virConnectDomainEventGenericCallback.self)),
        (VIR_DOMAIN_EVENT_ID_TUNABLE.rawValue, unsafeBitCast(tuned, to: virConnectDomainEventGenericCallback.self)),
    ]
}

private func tell(_ context: UnsafeMutableRawPointer?, _ domain: virDomainPtr?, _ kind: LibvirtEvent.Kind) {
    guard let context else { return }
    Unmanaged<EventBridge>.fromOpaque(context).takeUnretainedValue().tell(domain, kind)
}

// What libvirt calls, on the thread of its events, each with the arguments of its kind.
private let lifecycle: @convention(c) (virConnectPtr?, virDomainPtr?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 = {
    tell($4, $1, .lifecycle($2, detail: $3))
    return 0
}
private let rebooted: virConnectDomainEventGenericCallback = { tell($2, $1, .rebooted) }
private let watchdog: @convention(c) (virConnectPtr?, virDomainPtr?, Int32, UnsafeMutableRawPointer?) -> Void = {
    tell($3, $1, .watchdogRanOut)
}
private let diskFailed:
    @convention(c) (
        virConnectPtr?, virDomainPtr?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, Int32, UnsafeMutableRawPointer?
    ) -> Void = { tell($5, $1, .diskFailed(path: $2.map { String(cString: $0) } ?? "")) }
private let deviceAdded: @convention(c) (virConnectPtr?, virDomainPtr?, UnsafePointer<CChar>?, UnsafeMutableRawPointer?) -> Void = {
    tell($3, $1, .deviceAdded($2.map { String(cString: $0) } ?? ""))
}
private let deviceRemoved: @convention(c) (virConnectPtr?, virDomainPtr?, UnsafePointer<CChar>?, UnsafeMutableRawPointer?) -> Void = {
    tell($3, $1, .deviceRemoved($2.map { String(cString: $0) } ?? ""))
}
private let metadata: @convention(c) (virConnectPtr?, virDomainPtr?, Int32, UnsafePointer<CChar>?, UnsafeMutableRawPointer?) -> Void = {
    tell($4, $1, .metadataChanged)
}
private let agent: @convention(c) (virConnectPtr?, virDomainPtr?, Int32, Int32, UnsafeMutableRawPointer?) -> Void = {
    tell($4, $1, .agent(isThere: $2 == 1))
}
private let tuned: @convention(c) (virConnectPtr?, virDomainPtr?, virTypedParameterPtr?, Int32, UnsafeMutableRawPointer?) -> Void = {
    tell($4, $1, .tuned)
}
