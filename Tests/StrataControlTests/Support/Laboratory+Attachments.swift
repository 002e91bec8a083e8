import StrataAPI
import StrataDriverKit

/// Networks and volumes that exist only here; a machine has those of its order until it is deleted.
extension LaboratoryDriver: NetworkKeeping, VolumeKeeping {
    func keepNetwork(_ order: NetworkOrder) async throws(DriverError) -> ObservedNetwork {
        try await laboratory.enter("keepNetwork", order.name.name)
        let owners = laboratory.change { state in
            state.networks[order.uid] = state.networks[order.uid] ?? []
            return state.networks[order.uid] ?? []
        }
        let leases = owners.enumerated().map { number, owner in
            ObservedNetwork.Lease(owner: owner, address: "10.9.0.\(number + 2)", mac: "02:00:00:00:00:0\(number)", domainName: "x.lab")
        }
        return ObservedNetwork(bridge: "lab0", subnet: "10.9.0.0/24", gateway: "10.9.0.1", domain: order.domain, leases: leases)
    }

    func removeNetwork(_ uid: UID) async throws(DriverError) {
        try await laboratory.enter("removeNetwork", uid.text)
        let isUsed = laboratory.change { !($0.networks[uid] ?? []).isEmpty }
        if isUsed { throw .refused(.init("remove the network", uid.text, answer: "it is in use")) }
        laboratory.change { $0.networks[uid] = nil }
    }

    func keepVolume(_ order: VolumeOrder) async throws(DriverError) -> ObservedVolume {
        try await laboratory.enter("keepVolume", order.name.name)
        let holders = laboratory.change { state in
            state.volumes[order.uid] = state.volumes[order.uid] ?? []
            return state.volumes[order.uid] ?? []
        }
        return ObservedVolume(id: NativeID("lab/\(order.uid)"), size: order.size, holders: holders)
    }

    func removeVolume(_ uid: UID) async throws(DriverError) {
        try await laboratory.enter("removeVolume", uid.text)
        let isUsed = laboratory.change { !($0.volumes[uid] ?? []).isEmpty }
        if isUsed { throw .refused(.init("remove the volume", uid.text, answer: "it is in use")) }
        laboratory.change { $0.volumes[uid] = nil }
    }

    /// Gives a machine what its order names, and nothing else.
    func attach(_ order: Order) throws(DriverError) {
        let holder: UID? = laboratory.change { state in
            for mount in order.volumes {
                if let other = state.volumes[mount.volume.uid]?.first(where: { $0 != order.uid }) { return other }
            }
            for uid in state.networks.keys { state.networks[uid]?.removeAll { $0 == order.uid } }
            for uid in state.volumes.keys { state.volumes[uid]?.removeAll { $0 == order.uid } }
            for card in order.networks { if let network = card.network { state.networks[network.uid]?.append(order.uid) } }
            for mount in order.volumes { state.volumes[mount.volume.uid]?.append(order.uid) }
            return nil
        }
        if let holder { throw .refused(.init("attach the volume", "it", answer: "\(holder) has it")) }
    }

    func detach(_ owner: UID) {
        laboratory.change { state in
            for uid in state.networks.keys { state.networks[uid]?.removeAll { $0 == owner } }
            for uid in state.volumes.keys { state.volumes[uid]?.removeAll { $0 == owner } }
        }
    }
}
