/// What is known of a machine, taken from its record. Whatever could not be read is unknown, never guessed.
public struct MachineFacts: Sendable, Equatable, Encodable {
    /// A disk and its size.
    public struct Disk: Sendable, Equatable, Encodable {
        /// The kernel's name: `sda`.
        public var name: String
        /// In GiB, rounded down.
        public var gibibytes: Int
        /// Whether the kernel takes it for one that turns, which it does of many virtual disks too; absent where it does not say.
        public var isRotational: Bool?
    }

    /// How control groups are laid out.
    public struct ControlGroups: Sendable, Equatable, Encodable {
        /// `1`, `2`, `hybrid` or `none`.
        public var version: String
        /// The controllers of either version, sorted.
        public var controllers: [String]
    }

    /// The host's name.
    public var name: Reading<String>
    /// `Linux`, `FreeBSD`, `OpenBSD`, `NetBSD`, `VMkernel`, …
    public var system: Reading<String>
    /// The kernel's release.
    public var release: Reading<String>
    /// `debian`, `ubuntu`, … (os-release(5), ID); empty where the system has none.
    public var distribution: Reading<String>
    /// `12`
    public var distributionVersion: Reading<String>
    /// The system's name for people.
    public var title: Reading<String>
    /// In the catalog's words: `x86_64`, `arm64`, …
    public var architecture: Reading<String>
    /// The processor's model name; empty where it has none.
    public var processor: Reading<String>
    /// How many processors are online.
    public var processors: Reading<Int>
    /// `vmx`, `svm`, `sie`, … as the processor shows them, empty for none.
    public var virtualization: Reading<String>
    /// Whether it translates guests' addresses itself (EPT, NPT). Unknown where nothing says so.
    public var nestedPaging: Reading<Bool>
    /// How many groups of devices an IOMMU keeps apart; none means that none is in use.
    public var iommuGroups: Reading<Int>
    /// In MiB.
    public var memory: Reading<Int>
    /// In MiB.
    public var swap: Reading<Int>
    /// The disks, without loop and memory devices.
    public var disks: Reading<[Disk]>
    /// `UEFI` or `BIOS` with its maker, or the board's name where it has a device tree.
    public var firmware: Reading<String>
    /// The container that this system is in, empty for none.
    public var container: Reading<String>
    /// The hypervisor that this machine runs under, empty for none.
    public var hypervisor: Reading<String>
    /// Whether the commands run as root.
    public var isRoot: Reading<Bool>
    /// Whether all user and group ids exist here; not in a user namespace that maps few.
    public var hasAllIDs: Reading<Bool>
    /// Control groups.
    public var controlGroups: Reading<ControlGroups>
    /// Namespaces that the kernel has: `net`, `pid`, …
    public var namespaces: Reading<[String]>
    /// File systems that the kernel knows now, without modules not yet loaded.
    public var fileSystems: Reading<[String]>
    /// Loaded modules; unknown where the kernel has none to load.
    public var modules: Reading<[String]>
    /// Whether user namespaces may be made.
    public var userNamespaces: Reading<Bool>
    /// Whether system calls can be filtered.
    public var seccomp: Reading<Bool>
    /// Whether AppArmor is on.
    public var appArmor: Reading<Bool>
    /// Installed Debian packages by name, with their versions.
    public var packages: Reading<[String: String]>
    /// The emulators of QEMU that are installed: `qemu-system-x86_64`.
    public var emulators: Reading<[String]>
    /// Whether /dev/kvm exists, which proves nothing.
    public var kvmDevice: Reading<Bool>
    /// Whether KVM ran a guest: `works`, `failed: why`; unknown where it was not tried.
    public var kvmTrial: Reading<String>

    /// Takes the facts from a record.
    public init(_ record: MachineRecord) {
        let isLinux = record[Places.first] != .absent
        let system = isLinux ? LinuxReader(record).facts : BSDReader(record).facts
        self = system
    }

    /// For readers, which fill in what they know.
    init(unread why: String) {
        name = .unknown(why)
        system = .unknown(why)
        release = .unknown(why)
        distribution = .unknown(why)
        distributionVersion = .unknown(why)
        title = .unknown(why)
        architecture = .unknown(why)
        processor = .unknown(why)
        processors = .unknown(why)
        virtualization = .unknown(why)
        nestedPaging = .unknown(why)
        iommuGroups = .unknown(why)
        memory = .unknown(why)
        swap = .unknown(why)
        disks = .unknown(why)
        firmware = .unknown(why)
        container = .unknown(why)
        hypervisor = .unknown(why)
        isRoot = .unknown(why)
        hasAllIDs = .unknown(why)
        controlGroups = .unknown(why)
        namespaces = .unknown(why)
        fileSystems = .unknown(why)
        modules = .unknown(why)
        userNamespaces = .unknown(why)
        seccomp = .unknown(why)
        appArmor = .unknown(why)
        packages = .unknown(why)
        emulators = .unknown(why)
        kvmDevice = .unknown(why)
        kvmTrial = .unknown(why)
    }

    /// The catalog's word for what uname(1) says; the word itself where the catalog has none.
    static func architecture(_ machine: String) -> String {
        switch machine {
        case "amd64", "x86_64": "x86_64"
        case "i386", "i486", "i586", "i686", "x86": "i386"
        case "aarch64", "arm64", "evbarm64": "arm64"
        case "armv6l", "armv7l", "armv8l", "armv7": "arm"
        case "ppc64le", "powerpc64le": "ppc64le"
        case "ppc64", "powerpc64": "ppc64"
        case "riscv64", "s390x", "loongarch64", "sparc64": machine
        case "mips", "mips64", "mipsel", "mips64el": "mips"
        default: machine
        }
    }
}
