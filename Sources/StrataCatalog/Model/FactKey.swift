/// What a fact is about. Keys marked *vocabulary* take only the words listed in ``FactKey/vocabulary``.
public enum FactKey: String, Codable, Hashable, Sendable, CaseIterable {
    /// Who makes it.
    case maker
    /// Year of the first release.
    case year
    /// Whether it is developed and supported today. *Vocabulary.*
    case lifecycle
    /// Kind of unit it runs. *Vocabulary.*
    case guestKinds
    /// Operating systems that run inside. *Vocabulary.*
    case guestSystems
    /// Processor architectures of the host. *Vocabulary.*
    case architectures
    /// Processor architectures of the guests, where they may differ from the host's. *Vocabulary.*
    case guestArchitectures
    /// What separates one guest from the next. *Vocabulary.*
    case isolation
    /// Open source or not, with the licence's name. *Vocabulary.*
    case licence
    /// What it costs. *Vocabulary.*
    case cost
    /// Operating systems that host it; `appliance` where it brings its own. *Vocabulary.*
    case hostSystems
    /// Processor features it needs. *Vocabulary.*
    case processorFeatures
    /// Smallest memory of a host in MiB, as one number.
    case minimumMemory
    /// Smallest machine, in words.
    case minimumHardware
    /// Interfaces for automation and administration.
    case managementInterfaces
    /// Programmatic remote interface. *Vocabulary.*
    case remoteAPI
    /// Graphical administration. *Vocabulary.*
    case graphicalInterface
    /// Declarative configuration kept in version control. *Vocabulary.*
    case gitops
    /// TCP and UDP ports, as `8443/tcp`.
    case ports
    /// Moving a running guest. *Vocabulary.*
    case liveMigration
    /// Several hosts under one administration. *Vocabulary.*
    case clustering
    /// Restart of guests elsewhere after a host failure. *Vocabulary.*
    case highAvailability
    /// Fewest nodes for high availability, as one number.
    case availabilityNodes
    /// Point-in-time copies of a guest. *Vocabulary.*
    case snapshots
    /// Where guests' disks live.
    case storageBackends
    /// How guests reach the network.
    case networkBackends
    /// Guarantees on response times. *Vocabulary.*
    case realTime
    /// Standards it is certified to, as `do-178c-a`. *Vocabulary.*
    case certifications
    /// Stacks it brings an import tool for, by stack id. *Vocabulary.*
    case importsFrom
}

extension FactKey {
    /// The words a fact's values are limited to, or nil where values are free text.
    public var vocabulary: Set<String>? {
        switch self {
        case .lifecycle: ["active", "maintenance", "end-of-life"]
        case .guestKinds: ["container", "vm", "partition", "pod"]
        case .guestSystems: Self.systems
        case .architectures, .guestArchitectures: Self.processors
        case .isolation: ["shared-kernel", "hardware", "partition", "emulation"]
        case .licence: ["open-source", "proprietary"]
        case .cost: ["free", "optional-support", "paid"]
        case .hostSystems: ["linux", "freebsd", "openbsd", "netbsd", "windows", "macos", "appliance", "firmware"]
        case .processorFeatures: ["none", "virtualization", "nested-paging", "iommu", "ibm-z", "ibm-power"]
        case .remoteAPI: ["rest", "soap", "rpc", "ssh", "none"]
        case .liveMigration, .clustering, .highAvailability, .snapshots, .graphicalInterface, .gitops: ["yes", "limited", "no"]
        case .realTime: ["hard", "soft", "none"]
        case .certifications: Self.certificates
        case .importsFrom: ["vsphere", "hyperv", "xcp-ng", "xen", "ovirt", "qemu-kvm", "libvirt", "proxmox", "nutanix-ahv", "lxd", "none"]
        case .maker, .year, .minimumMemory, .minimumHardware, .managementInterfaces, .ports, .availabilityNodes, .storageBackends,
            .networkBackends:
            nil
        }
    }

    private static let systems: Set<String> = [
        "linux", "windows", "freebsd", "openbsd", "netbsd", "solaris", "macos", "android", "zos", "zvse", "ztpf", "zvm", "aix", "ibmi",
        "qnx", "integrity", "pikeos", "rtos",
    ]

    private static let processors: Set<String> = [
        "x86_64", "i386", "arm64", "arm", "riscv64", "riscv32", "ppc64le", "ppc64", "ppc", "s390x", "mips", "sparc64", "sparc",
        "loongarch64",
    ]

    private static let certificates: Set<String> = [
        "none", "do-178c-a", "iso-26262-b", "iso-26262-d", "iec-61508-sil3", "en-50128-sil4", "en-50657-sil4", "iec-62304-c",
        "common-criteria", "common-criteria-eal5", "common-criteria-eal6", "fips-140", "iec-62443",
    ]
}
