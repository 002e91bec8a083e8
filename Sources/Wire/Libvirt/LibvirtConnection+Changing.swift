public import XMLDocuments

internal import CLibvirt

/// What a change of a domain is made to.
public struct ChangeTarget: OptionSet, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The domain as it runs.
    public static let live = ChangeTarget(rawValue: 1)
    /// What its next start makes of it.
    public static let definition = ChangeTarget(rawValue: 2)
}

extension LibvirtConnection {
    /// Plugs processors in or out, up to what the domain was defined with.
    public func setProcessors(_ count: Int, of id: DomainID, _ target: ChangeTarget) async throws(LibvirtError) {
        let number = UInt32(clamping: count)
        try await act("change the processors of", id) { $0.virDomainSetVcpusFlags($1, number, target.rawValue) }
    }

    /// Asks a guest, by its balloon, to have that much memory, in bytes.
    public func setMemory(_ bytes: Int64, of id: DomainID, _ target: ChangeTarget) async throws(LibvirtError) {
        try await act("change the memory of", id) { $0.virDomainSetMemoryFlags($1, UInt(clamping: bytes / 1024), target.rawValue) }
    }

    public func attach(_ device: XMLElement, to id: DomainID, _ target: ChangeTarget) async throws(LibvirtError) {
        let xml = device.xml
        try await act("attach a device to", id) { $0.virDomainAttachDeviceFlags($1, xml, target.rawValue) }
    }

    /// Asks for a device to be let go of; a running guest must agree, which this does not wait for.
    public func detach(_ device: XMLElement, from id: DomainID, _ target: ChangeTarget) async throws(LibvirtError) {
        let xml = device.xml
        try await act("detach a device from", id) { $0.virDomainDetachDeviceFlags($1, xml, target.rawValue) }
    }

    /// What a disk of a domain's holds, in bytes.
    /// - Parameter disk: its target, as `vda`.
    public func diskSize(_ disk: String, of id: DomainID) async throws(LibvirtError) -> Int64 {
        try await call("look at a disk of \(id)") { caller throws(LibvirtError) in
            try caller.domain(id) { domain throws(LibvirtError) in
                var info = virDomainBlockInfo()
                try caller.check(caller.api.virDomainGetBlockInfo(domain, disk, &info, 0))
                return Int64(clamping: info.capacity)
            }
        }
    }

    /// Lets a disk of a running domain grow.
    /// - Parameters:
    ///   - disk: its target, as `vda`.
    ///   - size: in bytes.
    public func resizeDisk(_ disk: String, of id: DomainID, to size: Int64) async throws(LibvirtError) {
        try await act("resize a disk of", id, within: .seconds(120)) {
            $0.virDomainBlockResize($1, disk, UInt64(clamping: size), UInt32(VIR_DOMAIN_BLOCK_RESIZE_BYTES.rawValue))
        }
    }
}
