internal import CLibvirt
import Glibc
public import XMLDocuments

/// A network of libvirt's.
public struct VirtualNetwork: Sendable, Hashable {
    public var name = ""
    public var uuid = ""
    public var isActive = false
    public var definition = XMLElement("network")
}

/// An address that a network's DHCP server gave away.
public struct VirtualLease: Sendable, Hashable {
    /// In lower case.
    public var mac: String
    public var address: String
    public var hostname: String
}

/// A part of a network that can be changed while it works (`virNetworkUpdateSection`).
public enum NetworkPart: UInt32, Sendable {
    case dhcpHost = 4
    case dnsHost = 10
}

extension LibvirtConnection {
    /// All networks; none where the hypervisor has none of libvirt's.
    public func networks() async throws(LibvirtError) -> [VirtualNetwork] {
        do throws(LibvirtError) {
            return try await call("list networks") { caller throws(LibvirtError) in
                var list: UnsafeMutablePointer<virNetworkPtr?>?
                let count = try caller.check(caller.api.virConnectListAllNetworks(caller.connection, &list, 0))
                let networks = (0..<Int(count)).compactMap { list?[$0] }
                defer {
                    for network in networks { _ = caller.api.virNetworkFree(network) }
                    free(list)
                }
                var found: [VirtualNetwork] = []
                for network in networks {
                    var one = VirtualNetwork()
                    one.name = String(cString: try caller.check(caller.api.virNetworkGetName(network)))
                    one.isActive = caller.api.virNetworkIsActive(network) == 1
                    let text = try caller.text(caller.api.virNetworkGetXMLDesc(network, 0), "a network's definition")
                    one.definition = try XMLElement(definition: text)
                    one.uuid = one.definition["uuid"]?.text ?? ""
                    found.append(one)
                }
                return found
            }
        } catch {
            if error.code == .noSupport { return [] }
            throw error
        }
    }

    /// Defines a network, or changes the one with that UUID and name; and starts it, now and with the daemon.
    public func makeNetwork(_ definition: XMLElement) async throws(LibvirtError) {
        let xml = definition.xml
        try await call("make a network", within: .seconds(60)) { caller throws(LibvirtError) in
            let api = caller.api
            let network: virNetworkPtr = try caller.check(api.virNetworkDefineXML(caller.connection, xml))
            defer { _ = api.virNetworkFree(network) }
            if api.virNetworkIsActive(network) != 1 { try caller.check(api.virNetworkCreate(network)) }
            try caller.check(api.virNetworkSetAutostart(network, 1))
        }
    }

    /// Changes the definition of the network with that UUID and name, for its next start.
    public func defineNetwork(_ definition: XMLElement) async throws(LibvirtError) {
        let xml = definition.xml
        try await call("change a network", within: .seconds(60)) { caller throws(LibvirtError) in
            let network: virNetworkPtr = try caller.check(caller.api.virNetworkDefineXML(caller.connection, xml))
            _ = caller.api.virNetworkFree(network)
        }
    }

    /// Ends a network, which stays defined. No effect on one that does not work.
    public func stopNetwork(_ name: String) async throws(LibvirtError) {
        try await inNetwork(name, "stop the network \(name)") { caller, network throws(LibvirtError) in
            guard caller.api.virNetworkIsActive(network) == 1 else { return }
            try caller.check(caller.api.virNetworkDestroy(network))
        }
    }

    /// Starts a network that is defined. No effect on one that works.
    public func startNetwork(_ name: String) async throws(LibvirtError) {
        try await inNetwork(name, "start the network \(name)") { caller, network throws(LibvirtError) in
            guard caller.api.virNetworkIsActive(network) != 1 else { return }
            try caller.check(caller.api.virNetworkCreate(network))
        }
    }

    /// Ends and removes a network. No effect where it is gone.
    public func removeNetwork(_ name: String) async throws(LibvirtError) {
        do throws(LibvirtError) {
            try await inNetwork(name, "remove the network \(name)") { caller, network throws(LibvirtError) in
                if caller.api.virNetworkIsActive(network) == 1 { try caller.check(caller.api.virNetworkDestroy(network)) }
                try caller.check(caller.api.virNetworkUndefine(network))
            }
        } catch {
            guard error.code == .noNetwork else { throw error }
        }
    }

    /// Adds an entry to a part of a network, or removes it, now and for its next start.
    public func update(_ name: String, _ part: NetworkPart, adding entry: XMLElement) async throws(LibvirtError) {
        try await update(name, part, UInt32(VIR_NETWORK_UPDATE_COMMAND_ADD_LAST.rawValue), entry)
    }

    /// See ``update(_:_:adding:)``.
    public func update(_ name: String, _ part: NetworkPart, removing entry: XMLElement) async throws(LibvirtError) {
        try await update(name, part, UInt32(VIR_NETWORK_UPDATE_COMMAND_DELETE.rawValue), entry)
    }

    private func update(_ name: String, _ part: NetworkPart, _ command: UInt32, _ entry: XMLElement) async throws(LibvirtError) {
        let xml = entry.xml
        try await inNetwork(name, "change the network \(name)") { caller, network throws(LibvirtError) in
            let flags = UInt32(VIR_NETWORK_UPDATE_AFFECT_CONFIG.rawValue) | UInt32(VIR_NETWORK_UPDATE_AFFECT_LIVE.rawValue)
            _ = try caller.check(caller.api.virNetworkUpdate(network, command, part.rawValue, -1, xml, flags))
        }
    }

    /// The addresses that a network's DHCP server gave away. One call for all.
    public func leases(of name: String) async throws(LibvirtError) -> [VirtualLease] {
        try await inNetwork(name, "list the leases of \(name)") { caller, network throws(LibvirtError) in
            var list: UnsafeMutablePointer<virNetworkDHCPLeasePtr?>?
            let count = try caller.check(caller.api.virNetworkGetDHCPLeases(network, nil, &list, 0))
            let leases = (0..<Int(count)).compactMap { list?[$0] }
            defer {
                for lease in leases { caller.api.virNetworkDHCPLeaseFree(lease) }
                free(list)
            }
            return leases.compactMap { lease in
                guard let mac = lease.pointee.mac, let address = lease.pointee.ipaddr else { return nil }
                let hostname = lease.pointee.hostname.map { String(cString: $0) } ?? ""
                return VirtualLease(mac: String(cString: mac).lowercased(), address: String(cString: address), hostname: hostname)
            }
        }
    }

    private func inNetwork<Value: Sendable>(
        _ name: String, _ what: String, _ body: @escaping @Sendable (Caller, virNetworkPtr) throws(LibvirtError) -> Value
    ) async throws(LibvirtError) -> Value {
        try await call(what, within: .seconds(60)) { caller throws(LibvirtError) in
            let network: virNetworkPtr = try caller.check(caller.api.virNetworkLookupByName(caller.connection, name))
            defer { _ = caller.api.virNetworkFree(network) }
            return try body(caller, network)
        }
    }
}
