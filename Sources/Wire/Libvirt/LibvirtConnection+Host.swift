public import XMLDocuments

internal import CLibvirt

/// What stands behind a connection.
public struct HypervisorInfo: Sendable, Hashable {
    /// libvirt's word for it: `QEMU`, `LXC`, `Xen`, `TEST`.
    public var type = ""
    public var hostname = ""
    /// The URI as the other side tells it.
    public var uri = ""
    /// libvirt's version there, and the hypervisor's; empty where it has none.
    public var libraryVersion = ""
    public var hypervisorVersion = ""
    public var cpus = 0
    public var cpuModel = ""
    /// In bytes.
    public var memory: Int64 = 0
    /// In bytes; nil where it is not told.
    public var freeMemory: Int64?
    /// What the host and its guests can be (libvirt, "Driver capabilities").
    public var capabilities = XMLElement("capabilities")

    public init() {}
}

extension LibvirtConnection {
    /// What the hypervisor and its host are. Eight calls.
    public func info() async throws(LibvirtError) -> HypervisorInfo {
        try await call("describe the host", within: .seconds(60)) { caller throws(LibvirtError) in
            let (api, connection) = (caller.api, caller.connection)
            var info = HypervisorInfo()
            info.type = String(cString: try caller.check(api.virConnectGetType(connection)))
            info.hostname = (try? caller.text(api.virConnectGetHostname(connection), "the host's name")) ?? ""
            info.uri = (try? caller.text(api.virConnectGetURI(connection), "the URI")) ?? ""
            var version: UInt = 0
            if api.virConnectGetLibVersion(connection, &version) == 0 { info.libraryVersion = Self.words(version) }
            version = 0
            if api.virConnectGetVersion(connection, &version) == 0 { info.hypervisorVersion = Self.words(version) }
            var node = virNodeInfo()
            if api.virNodeGetInfo(connection, &node) == 0 {
                info.cpus = Int(node.cpus)
                info.memory = Int64(node.memory) * 1024
                info.cpuModel = withUnsafeBytes(of: &node.model) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            }
            let free = api.virNodeGetFreeMemory(connection)
            info.freeMemory = free == 0 ? nil : Int64(clamping: free)
            if let text = try? caller.text(api.virConnectGetCapabilities(connection), "the capabilities") {
                info.capabilities = try XMLElement(definition: text)
            }
            return info
        }
    }

    /// What guests of one kind can be made of (libvirt, "Domain capabilities").
    public func domainCapabilities(
        architecture: String, machine: String, type: String
    ) async throws(LibvirtError) -> XMLElement {
        try await call("describe guests", within: .seconds(60)) { caller throws(LibvirtError) in
            try XMLElement(
                definition: caller.text(
                    caller.api.virConnectGetDomainCapabilities(
                        caller.connection, nil, architecture, machine.isEmpty ? nil : machine, type, 0), "the capabilities"))
        }
    }

    /// A version as libvirt packs it: a million, a thousand, one.
    private static func words(_ version: UInt) -> String {
        version == 0 ? "" : "\(version / 1_000_000).\(version / 1000 % 1000).\(version % 1000)"
    }
}
