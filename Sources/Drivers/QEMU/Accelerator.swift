public import StrataDriverKit

/// What carries out a guest's instructions. Each makes a stack of its own.
public protocol Accelerator: Sendable {
    /// The stack's id in the catalog.
    static var stack: String { get }

    /// Whether guests run with it on a machine. Changes nothing that stays.
    static func check(_ facts: SiteFacts, on machine: any Machine) async throws(TransportError) -> Support

    /// The value of QEMU's option `-accel`.
    static var argument: String { get }

    /// The processor that guests see unless an instance names another; nil for the one that is best translated.
    static var processor: String? { get }

    /// Whether only guests of the host's own architecture run.
    static var needsHostArchitecture: Bool { get }
}

/// QEMU's own translator of instructions (QEMU, docs/devel/tcg.rst). Runs anywhere, slowly.
public enum TCG: Accelerator {
    /// `qemu-tcg`.
    public static let stack = "qemu-tcg"
    /// With a bound to what it keeps translated, which otherwise is a quarter of the guest's memory and up to 1 GiB.
    public static let argument = "tcg,thread=multi,tb-size=\(translated)"
    public static let processor: String? = nil
    public static let needsHostArchitecture = false

    /// How much translated code is kept, in MiB.
    static let translated: Int64 = 64

    /// QEMU is all it needs.
    public static func check(_ facts: SiteFacts, on machine: any Machine) async throws(TransportError) -> Support { .yes }
}

/// The kernel's hypervisor (Linux, Documentation/virt/kvm/api.rst).
public enum KVM: Accelerator {
    /// `qemu-kvm`.
    public static let stack = "qemu-kvm"
    public static let argument = "kvm"
    public static let processor: String? = "host"
    public static let needsHostArchitecture = true

    /// Runs a guest: a device that can be opened proves nothing, since on some hosts guests under it never come to do anything.
    public static func check(_ facts: SiteFacts, on machine: any Machine) async throws(TransportError) -> Support {
        try await KVMTrial.run(facts, on: machine)
    }
}
