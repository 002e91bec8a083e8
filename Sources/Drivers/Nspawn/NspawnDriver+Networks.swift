import StrataAPI
import StrataDriverKit
public import StrataLinuxHost
import StrataNetwork

extension NspawnDriver: Attaching {
    /// Arguments: `remove`, a device; or `add`, a device, its bridge, what it is called inside, hardware address, address with prefix, a process of the machine.
    private static let cardScript = #"""
        if [ "$1" = remove ]; then ip link show dev "$2" >/dev/null 2>&1 || exit 0; ip link delete dev "$2"; exit; fi
        outer=$2 bridge=$3 inner=$4 mac=$5 address=$6 net=/proc/$7/ns/net
        # One that a call left which was cut short.
        ip link delete dev "$outer" 2>/dev/null
        ip link add name "$outer" type veth peer name "$inner" address "$mac" netns "$7" || exit 1
        { ip link set dev "$outer" master "$bridge" up && nsenter --net="$net" ip link set dev "$inner" up &&
            nsenter --net="$net" ip address add "$address" broadcast + dev "$inner"; } || { ip link delete dev "$outer"; exit 1; }
        """#

    /// Gives a running machine the further cards that it should have, and takes from it those that it should not.
    ///
    /// - Returns: false where the next start has to do it: for the first card, which nspawn makes.
    func syncCards(
        _ new: MachineDefinition, _ leases: [NetworkLease], was old: MachineDefinition, _ running: RunningMachine, _ attempt: String
    ) async throws(DriverError) -> Bool {
        guard new.places != old.places else { return true }
        guard new.places.first == old.places.first, let leader = running.leader else { return false }
        for card in old.places.dropFirst() where !new.places.dropFirst().contains(card) {
            try await tools.check(tools.script(Self.cardScript, ["remove", old.device(of: card)]), attempt, new.name)
        }
        for (number, (card, lease)) in zip(new.places, leases).enumerated().dropFirst() where !old.places.dropFirst().contains(card) {
            let words = [
                "add", new.device(of: card), lease.bridge, MachineTree.card(number), lease.mac, "\(lease.address)/\(lease.prefix)",
                "\(leader)",
            ]
            guard try await tools.run(tools.script(Self.cardScript, words), attempt, new.name).succeeded else { return false }
        }
        return true
    }
}
