import StrataCatalog

extension Patient {
    /// The sign by which a system is seen to be this stack's own; nil where there is none.
    var native: String? {
        switch stack.id {
        case "vsphere": facts.system.value == "VMkernel" ? "this is ESXi \(facts.release.value ?? "")" : nil
        case "proxmox": record.has("/etc/pve/local").value == true ? "this is a Proxmox VE node: /etc/pve/local is there" : nil
        case "xcp-ng":
            inventory.contains("PRODUCT_BRAND='XCP-ng'") ? "this is the control domain of XCP-ng: /etc/xensource-inventory says so" : nil
        case "xen": isXenControl ? "this is the control domain of Xen: /proc/xen/capabilities says control_d" : nil
        case "ovirt": record.has("/etc/vdsm/vdsm.conf").value == true && isKVMProven ? "this is an oVirt host: vdsm is set up" : nil
        case "nutanix-ahv":
            if case .text = record["/etc/nutanix-release"] { "this is a Nutanix host: /etc/nutanix-release is there" } else { nil }
        case "acrn": record.has("/dev/acrn_hsm").value == true ? "this is ACRN's Service VM: /dev/acrn_hsm is there" : nil
        case "zvm":
            facts.hypervisor.value?.hasPrefix("z/VM") == true ? "this system is a guest of \(facts.hypervisor.value ?? "z/VM")" : nil
        case "powervm": facts.hypervisor.value == "PowerVM" ? "this system is a logical partition: /proc/ppc64/lparcfg is there" : nil
        default: nil
        }
    }

    var isXenControl: Bool {
        if case .text(let text) = record["/proc/xen/capabilities"] { text.contains("control_d") } else { false }
    }

    var isKVMProven: Bool { facts.kvmTrial.value?.hasPrefix("works") == true }

    private var inventory: String {
        if case .text(let text) = record["/etc/xensource-inventory"] { text } else { "" }
    }
}
