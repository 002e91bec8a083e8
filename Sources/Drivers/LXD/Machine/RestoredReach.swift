import StrataAPI
import StrataDriverKit

/// What of a backup's settings would let its instance act on the host: whoever sends a backup may have written it.
struct RestoredReach: Sendable {
    let reasons: [String]

    init(_ record: InstanceRecord) {
        var options = MachineOptions()
        options.privileged = record.config["security.privileged"] == "true"
        // Lines of Strata's own are about what runs inside.
        options.config = record.config.filter { $0.key != "raw.lxc" || !MachinePlan.isOwn(lines: $0.value) }
        let devices = record.devices.sorted { $0.key < $1.key }.filter { !Self.staysBehind($0.key, $0.value) && Self.reachesHost($0.value) }
        reasons = options.reachingHost + devices.map { "device \($0.key)" }
    }

    /// Devices that belong to others than the instance: cards on networks of Strata's, and its volumes.
    static func staysBehind(_ name: String, _ settings: [String: String]) -> Bool {
        MachinePlan.isOwn(name, settings) && ["nic", "disk"].contains(settings["type"])
            && settings[NetworkCard.mark] != NetworkCard.own && settings[NetworkCard.mark] != NetworkCard.chosen
    }

    private static func reachesHost(_ settings: [String: String]) -> Bool {
        switch settings["type"] {
        case "none": false
        case "disk": settings["path"] != "/" || settings["source"] != nil
        case "nic": settings["network"] == nil
        case "proxy":
            settings["bind"] ?? "host" != "host"
                || !["connect", "listen"].allSatisfy { key in ["tcp:", "udp:"].contains { settings[key]?.hasPrefix($0) == true } }
        default: true
        }
    }
}
