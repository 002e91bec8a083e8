extension Patient {
    /// Whether KVM runs guests. Only a guest that ran proves it; the device alone proves nothing.
    var kvm: [Check] {
        if case .known(let trial) = facts.kvmTrial {
            if isKVMProven { return [.met(trial == "works" ? "KVM ran a guest's 64-bit code" : "KVM \(trial)")] }
            return [kvmFailure(trial)]
        }
        switch facts.virtualization {
        case .known(""): return [noExtensions]
        case .known(let flag): return [.met("the processor has \(flag)")] + [device]
        case .unknown(let why):
            return facts.kvmDevice == .known(true) ? [unproven] : [.unknown("whether the processor can virtualize: \(why)")]
        }
    }

    private func kvmFailure(_ trial: String) -> Check {
        if trial.contains("Permission denied") {
            return .missing(.init("Let this user open /dev/kvm.", settings: ["usermod -aG kvm USER, then log in again"]))
        }
        let failure = "/dev/kvm is there, but KVM does not run a guest: \(trial.dropFirst("failed: ".count))"
        guard facts.virtualization == .known("") else { return .blocked(failure) }
        guard case .blocked(let lack) = noExtensions else { return noExtensions }
        return .blocked("\(lack). \(failure)")
    }

    private var device: Check {
        switch (facts.kvmDevice, facts.container) {
        case (.known(true), _): return unproven
        case (.unknown(let why), _): return .unknown(why)
        case (_, .known(let kind)) where !kind.isEmpty:
            return .missing(.init("Pass /dev/kvm into this container (\(kind)), on its host."))
        default:
            let module = facts.virtualization.value == "svm" ? "kvm_amd" : facts.virtualization.value == "vmx" ? "kvm_intel" : "kvm"
            return .missing(
                .init(
                    "Load KVM's module; where that fails, turn virtualization on in the firmware's setup.",
                    settings: ["modprobe \(module)", "echo \(module) > /etc/modules-load.d/kvm.conf"]))
        }
    }

    private var unproven: Check {
        .unknown("whether KVM works: /dev/kvm is there, which proves nothing; on x86-64 it is tried once qemu-system-x86 is installed")
    }

    /// An x86 processor hides its extensions when the firmware turned them off, and a hypervisor shows them only when told to.
    private var noExtensions: Check {
        switch facts.hypervisor {
        case .known(""):
            return .unknown(
                "whether the processor has virtualization extensions: it shows none, which may also mean that they are turned off in the firmware's setup (Intel VT-x, AMD-V or SVM Mode)"
            )
        case .unknown(let why): return .unknown("the processor shows no virtualization extensions, and \(why)")
        case .known(let hypervisor):
            guard let setting = Self.nestedSettings[hypervisor] else {
                return .blocked(
                    "the processor shows no virtualization extensions; only the hypervisor above (\(hypervisor)) could pass them on")
            }
            return .missing(.init("On this virtual machine's host, pass the processor's extensions on to it.", settings: [setting]))
        }
    }

    private static let nestedSettings = [
        "qemu": "QEMU: -cpu host; libvirt: <cpu mode='host-passthrough'/>; Proxmox: cpu: host; module option nested=1",
        "kvm": "QEMU: -cpu host; libvirt: <cpu mode='host-passthrough'/>; Proxmox: cpu: host; module option nested=1",
        "vmware": "vSphere: Expose hardware assisted virtualization to the guest OS (vhv.enable = TRUE)",
        "hyperv": "Set-VMProcessor -VMName NAME -ExposeVirtualizationExtensions $true",
        "virtualbox": "VBoxManage modifyvm NAME --nested-hw-virt on",
    ]
}
