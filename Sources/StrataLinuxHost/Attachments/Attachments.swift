public import StrataAPI
public import StrataDriverKit
package import StrataNetwork
package import StrataVolumes

/// The networks and the volumes of one host, as one of its sites hands them to its machines.
public struct Attachments: Sendable {
    package let networks: MachineNetworks
    package let volumes: VolumeStore

    /// - Parameters:
    ///   - bridge: the name of the site's own bridge.
    ///   - keeper: who looks after the machines that have something of this, the same after every restart: `lxc:/var/lib/lxc`.
    package init(_ connection: SiteConnection, bridge: String, keeper: String) throws(DriverError) {
        let state = connection.stateDirectory
        volumes = try VolumeStore(machine: connection.machine, directory: "\(state)/volumes", keeper: keeper)
        do throws(NetworkError) {
            networks = try MachineNetworks(machine: connection.machine, bridge: bridge, stateDirectory: "\(state)/network", keeper: keeper)
        } catch {
            throw Self.failure(error, "connect to", connection.machine.name)
        }
    }

    /// Puts an owner on exactly these networks, with ports of the host leading to its address on the first: a lease for each card, in their order.
    package func connect(
        _ owner: UID, hostname: String, cards: [CardPlace], ports: [Instance.Port], _ attempt: String, _ object: String
    ) async throws(DriverError) -> [NetworkLease] {
        do throws(NetworkError) {
            return try await networks.connect(owner: owner, hostname: hostname, cards: cards, ports: ports)
        } catch {
            throw Self.failure(error, attempt, object)
        }
    }

    /// The leases that an owner has for its cards, in their order, but for those that it was not given yet. Changes nothing.
    package func leases(of owner: UID, on cards: [CardPlace], _ attempt: String, _ object: String) async throws(DriverError)
        -> [NetworkLease]
    {
        do throws(NetworkError) {
            return try await networks.leases(of: owner, on: cards)
        } catch {
            throw Self.failure(error, attempt, object)
        }
    }

    /// Who has which address on which of the networks.
    package func table(_ attempt: String, _ object: String) async throws(DriverError) -> LeaseTable {
        do throws(NetworkError) {
            return try await networks.table()
        } catch {
            throw Self.failure(error, attempt, object)
        }
    }

    /// Takes an owner off all networks. It keeps its volumes.
    package func disconnect(_ owner: UID, _ attempt: String) async throws(DriverError) {
        do throws(NetworkError) {
            try await networks.release(owner: owner)
        } catch {
            throw Self.failure(error, attempt, owner.text)
        }
    }

    /// Gives an instance the volumes of its order, and keeps others from them.
    package func claimVolumes(of order: Order) async throws(DriverError) {
        for mount in order.volumes {
            try await volumes.claim(mount.volume.uid, owner: order.uid, name: order.name.description, isReadOnly: mount.isReadOnly)
        }
    }

    /// Makes sure before a start that a machine's volumes are its own, and gives back those that were detached while something still used them.
    ///
    /// - Parameter isMounting: whether the volumes' file systems are mounted on the host, which a restart of it takes away.
    package func ready(
        _ owner: UID, name: String, _ wanted: [(volume: UID, isReadOnly: Bool)], isMounting: Bool
    ) async throws(DriverError) {
        for one in wanted {
            try await volumes.claim(one.volume, owner: owner, name: name, isReadOnly: one.isReadOnly)
            if isMounting { try await volumes.mount(one.volume) }
        }
        try await volumes.release(owner: owner, except: Set(wanted.map(\.volume)))
    }

    /// Gives back an owner's addresses, ports and volumes.
    package func release(_ owner: UID, _ attempt: String) async throws(DriverError) {
        try await disconnect(owner, attempt)
        try await volumes.release(owner: owner)
    }

    /// The owners that were given an address or a volume by this site.
    package func owners(_ attempt: String) async throws(DriverError) -> Set<UID> {
        let connected: Set<UID>
        do throws(NetworkError) {
            connected = try await networks.owners()
        } catch {
            throw Self.failure(error, attempt, networks.keeper)
        }
        return connected.union(try await volumes.owners())
    }

    fileprivate static func failure(_ error: NetworkError, _ attempt: String, _ object: String) -> DriverError {
        DriverError(error, attempt, object) { transport in
            DriverError(
                transport, attempt, object, missing: "Install it there: apt-get install -y iproute2 nftables dnsmasq-base", words: { $0 })
        }
    }
}

/// A driver whose machines have the networks and volumes of their host.
public protocol Attaching: NetworkKeeping, VolumeKeeping {
    var attachments: Attachments { get }
}

extension Attaching {
    /// See ``NetworkKeeping/keepNetwork(_:)``.
    public func keepNetwork(_ order: NetworkOrder) async throws(DriverError) -> ObservedNetwork {
        do throws(NetworkError) {
            return try await attachments.networks.keep(order)
        } catch {
            throw Attachments.failure(error, "make the network", order.name.name)
        }
    }

    /// See ``NetworkKeeping/removeNetwork(_:)``.
    public func removeNetwork(_ uid: UID) async throws(DriverError) {
        do throws(NetworkError) {
            try await attachments.networks.remove(uid)
        } catch {
            throw Attachments.failure(error, "remove the network", uid.text)
        }
    }

    /// See ``VolumeKeeping/keepVolume(_:)``. The limit is that of the file system in the volume's image, which what is in a container cannot exceed.
    public func keepVolume(_ order: VolumeOrder) async throws(DriverError) -> ObservedVolume {
        try await attachments.volumes.keep(order)
    }

    /// See ``VolumeKeeping/removeVolume(_:)``.
    public func removeVolume(_ uid: UID) async throws(DriverError) {
        try await attachments.volumes.remove(uid)
    }
}
