import Libvirt
import StrataDriverKit

/// What libvirt's driver for a hypervisor other than QEMU lacks, so that it is refused by a sentence before the hypervisor is asked.
///
/// As libvirt 9.0 answered with Xen 4.17, and as its "Driver API support matrix" says of LXC. Of hypervisors that are not named here libvirt says it itself.
struct HypervisorLimits: Sendable, Equatable {
    /// What libvirt calls the hypervisor (`virConnectGetType`).
    let type: String

    /// Why something cannot be done; nil where it can be, or nobody knows.
    func obstacle(_ ability: Ability) -> String? {
        if let fixedDefinitions { return fixedDefinitions }
        guard ["Xen", "LXC"].contains(type) else { return nil }
        let driver = "libvirt's driver for \(type)"
        return switch ability {
        case .snapshot, .memory: "\(driver) keeps no snapshots"
        case .exec: "\(driver) reaches no agent in a guest; `strata console` opens its console"
        case .log: "\(driver) writes what a console shows to no file; `strata console` shows it"
        case .reset: "\(driver) has no reset button; `strata restart --now` ends the machine and starts it again"
        case .screenshot: "\(driver) takes no pictures of screens"
        case .screen where type == "LXC": "containers have no screens"
        case .screen: "\(driver) hands no screens over; a VNC server that its definition names is reached by its port"
        case .backups: "\(driver) copies no disks"
        case .suspend where type == "LXC": "\(driver) keeps no memory"
        default: nil
        }
    }

    /// Why nothing of a machine can be changed, not even whose it is be noted on it; nil where definitions can be written anew. libvirt's drivers for ESX and
    /// Hyper-V take new ones only.
    var fixedDefinitions: String? {
        guard ["ESX", "Hyper-V"].contains(type) else { return nil }
        return "libvirt cannot note on machines of \(type) whose they are: they are shown, and nothing else"
    }

    /// Whether a running machine can be given more processors than it has. Xen's is refused them by libvirt 9.0, which takes those that are there for the most there can be.
    var addsProcessors: Bool { type != "Xen" }
}

extension LibvirtDriver {
    var limits: HypervisorLimits { HypervisorLimits(type: facts.info.type) }

    /// Refuses what the site's hypervisor cannot do.
    func require(_ ability: Ability) throws(DriverError) {
        if let why = limits.obstacle(ability) { throw .unavailable(ability, because: why) }
    }
}
