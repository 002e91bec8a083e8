public import XMLDocuments

internal import CLibvirt

extension LibvirtConnection {
    /// How long starts and ends may take: QEMU under emulation on a busy host is slow, and a save writes all of a guest's memory.
    private static var labour: Duration { .seconds(300) }

    /// Starts a defined domain, or lets it go on where its memory was kept. A running one is an error.
    public func start(_ id: DomainID) async throws(LibvirtError) {
        try await act("start", id, within: .seconds(120)) { $0.virDomainCreateWithFlags($1, 0) }
    }

    /// Starts a defined domain and holds its guest before it does anything. A running one is an error.
    public func startHeld(_ id: DomainID) async throws(LibvirtError) {
        try await act("start", id, within: .seconds(120)) { $0.virDomainCreateWithFlags($1, UInt32(VIR_DOMAIN_START_PAUSED.rawValue)) }
    }

    /// Who asks a guest to power off.
    public enum ShutdownWay: Sendable {
        /// Whatever the hypervisor thinks best.
        case any
        /// The board, as if its power button was pressed.
        case powerButton
        /// The agent in the guest.
        case agent
    }

    /// Asks the guest to power off; returns at once, but for agents that do not answer.
    public func shutDown(_ id: DomainID, by way: ShutdownWay = .any) async throws(LibvirtError) {
        let flags: UInt32 =
            switch way {
            case .any: 0
            case .powerButton: VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN.rawValue
            case .agent: VIR_DOMAIN_SHUTDOWN_GUEST_AGENT.rawValue
            }
        try await act("shut down", id) { $0.virDomainShutdownFlags($1, flags) }
    }

    /// Ends a domain without a word to its guest.
    public func destroy(_ id: DomainID) async throws(LibvirtError) {
        try await act("end", id, within: .seconds(60)) { $0.virDomainDestroyFlags($1, 0) }
    }

    public func pause(_ id: DomainID) async throws(LibvirtError) { try await act("pause", id) { $0.virDomainSuspend($1) } }

    public func resume(_ id: DomainID) async throws(LibvirtError) { try await act("resume", id) { $0.virDomainResume($1) } }

    public func reset(_ id: DomainID) async throws(LibvirtError) { try await act("reset", id) { $0.virDomainReset($1, 0) } }

    /// Keeps the memory of a running domain on disk and ends it. Its next start lets it run on, also where it was paused.
    public func save(_ id: DomainID) async throws(LibvirtError) {
        do throws(LibvirtError) {
            try await act("save", id, within: Self.labour) { $0.virDomainManagedSave($1, UInt32(VIR_DOMAIN_SAVE_RUNNING.rawValue)) }
        } catch {
            // Xen's lets each run on by itself, and knows no flags.
            guard Self.saysUnknown.contains(error.code) else { throw error }
            try await act("save", id, within: Self.labour) { $0.virDomainManagedSave($1, 0) }
        }
    }

    /// Gives up the memory that was kept of a domain.
    public func discardSave(_ id: DomainID) async throws(LibvirtError) {
        try await act("discard the memory of", id) { $0.virDomainManagedSaveRemove($1, 0) }
    }

    /// Whether a domain's memory is kept for its next start.
    public func hasSave(_ id: DomainID) async throws(LibvirtError) -> Bool {
        do throws(LibvirtError) {
            return try await call("look at \(id)") { caller throws(LibvirtError) in
                try caller.domain(id) { domain throws(LibvirtError) in
                    try caller.check(caller.api.virDomainHasManagedSaveImage(domain, 0)) > 0
                }
            }
        } catch {
            if error.code == .noSupport { return false }
            throw error
        }
    }

    /// Defines a domain, or changes the definition of the one with that UUID and name, in one step.
    /// - Returns: its UUID.
    @discardableResult
    public func define(_ definition: XMLElement) async throws(LibvirtError) -> String {
        let xml = definition.xml
        return try await call("define a domain", within: .seconds(60)) { caller throws(LibvirtError) in
            let domain: virDomainPtr = try caller.check(caller.api.virDomainDefineXMLFlags(caller.connection, xml, 0))
            defer { _ = caller.api.virDomainFree(domain) }
            return try Self.uuid(of: domain, caller)
        }
    }

    /// Starts a domain that is gone once it ends, and is ended when the connection is closed.
    public func createTransient(_ definition: XMLElement) async throws(LibvirtError) {
        let xml = definition.xml
        try await call("start a domain", within: .seconds(60)) { caller throws(LibvirtError) in
            let domain: virDomainPtr = try caller.check(
                caller.api.virDomainCreateXML(caller.connection, xml, UInt32(VIR_DOMAIN_START_AUTODESTROY.rawValue)))
            _ = caller.api.virDomainFree(domain)
        }
    }

    /// Removes the definition of a domain, and with it the memory, the UEFI's variables and the notes about snapshots and checkpoints that libvirt kept.
    public func undefine(_ id: DomainID) async throws(LibvirtError) {
        let flags =
            VIR_DOMAIN_UNDEFINE_MANAGED_SAVE.rawValue | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA.rawValue
            | VIR_DOMAIN_UNDEFINE_NVRAM.rawValue | VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA.rawValue
        do throws(LibvirtError) {
            try await act("undefine", id) { $0.virDomainUndefineFlags($1, UInt32(flags)) }
        } catch {
            // Hypervisors that know less than QEMU's say so.
            guard Self.saysUnknown.contains(error.code) else { throw error }
            if try await hasSave(id) { try await discardSave(id) }
            try await act("undefine", id) { $0.virDomainUndefineFlags($1, 0) }
        }
    }

    /// What a driver of libvirt's answers to a call or a flag that it does not know.
    private static var saysUnknown: [LibvirtError.Code?] { [.noSupport, .invalidArgument, .argumentUnsupported] }

    func act(
        _ verb: String, _ id: DomainID, within limit: Duration = patience,
        _ body: @escaping @Sendable (strata_libvirt, virDomainPtr) -> Int32
    ) async throws(LibvirtError) {
        try await call("\(verb) \(id)", within: limit) { caller throws(LibvirtError) in
            try caller.domain(id) { domain throws(LibvirtError) in _ = try caller.check(body(caller.api, domain)) }
        }
    }
}
