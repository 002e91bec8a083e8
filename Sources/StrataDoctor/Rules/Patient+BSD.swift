/// Stacks of the BSDs.
extension Patient {
    var jails: [Check] {
        switch facts.container {
        case .known(""): [.met("jails are part of this kernel")]
        case .known(let kind): [.unknown("whether this \(kind) may have jails of its own (children.max)")]
        case .unknown(let why): [.unknown(why)]
        }
    }

    var bhyve: [Check] {
        switch facts.virtualization {
        case .known: return [notContained, .met("the module vmm is loaded and found the processor's extensions")]
        case .unknown:
            return [
                notContained,
                .unknown("whether the processor has EPT or RVI: the module vmm is not loaded; load it (kldload vmm) and look again"),
            ]
        }
    }

    var openBSD: [Check] {
        switch record.has("/dev/vmm") {
        case .known(true):
            [.unknown("whether the processor has EPT or RVI: /dev/vmm is there on every machine; `dmesg` shows vmm0 where it has")]
        case .known(false): [.missing(.init("Make the device.", settings: ["cd /dev && sh MAKEDEV vmm"]))]
        case .unknown(let why): [.unknown(why)]
        }
    }

    var netBSD: [Check] {
        switch record.has("/dev/nvmm") {
        case .known(true):
            [.unknown("whether the processor is one that NVMM drives: /dev/nvmm is there on every machine; `nvmmctl identify` tells")]
        case .known(false): [.missing(.init("Load NVMM and install QEMU from pkgsrc.", settings: ["modload nvmm", "pkgin install qemu"]))]
        case .unknown(let why): [.unknown(why)]
        }
    }
}
