import StrataCatalog
import StrataDriverKit
import Testing

@testable import StrataDoctor

@Suite struct VerdictTests {
    @Test(arguments: Recorded.names)
    func `every stack gets a verdict with a reason or a step`(name: String) async throws {
        let examination = try await Recorded.examination(name)
        #expect(examination.stacks.map(\.stack) == Catalog.index.map(\.id))
        #expect(examination.stacks.flatMap { [$0.number] + $0.aliasNumbers }.sorted() == Array(1...30))
        for stack in examination.stacks {
            #expect(!stack.reasons.isEmpty || !stack.steps.isEmpty, "\(stack.stack)")
            #expect(stack.verdict != .runs || stack.steps.isEmpty)
            #expect(stack.verdict != .possible || !stack.steps.isEmpty)
            #expect(stack.verdict != .impossible || (stack.steps.isEmpty && !stack.reasons.isEmpty))
            for step in stack.steps { #expect(step.text.hasSuffix("."), "\(step.text)") }
        }
    }

    @Test func `a Debian server with KVM proven runs what is installed and tells how to get the rest`() async throws {
        let examination = try await Recorded.examination("debian-server")
        for stack in ["lxc", "nspawn", "qemu-kvm", "libvirt", "qemu-tcg"] { #expect(examination.verdict(stack) == .runs, "\(stack)") }
        for stack in ["lxd", "xen", "proxmox", "kubernetes", "k3s", "acrn"] { #expect(examination.verdict(stack) == .possible, "\(stack)") }
        for stack in ["vsphere", "hyperv", "freebsd-jails", "bhyve", "zvm", "powervm", "ovirt", "qnx"] {
            #expect(examination.verdict(stack) == .impossible, "\(stack)")
        }
        #expect(examination["xen"]?.steps.first?.packages == ["xen-system-amd64"])
        #expect(examination["lxd"]?.steps.first?.settings == ["apt-get install -y lxd", "lxd init --minimal"])
        #expect(examination["hyperv"]?.reasons.first == "it needs Windows as host system; this one runs Debian GNU/Linux 12 (bookworm)")
    }

    @Test func `that the device is there never proves that KVM works`() async throws {
        let examination = try await Recorded.examination("debian-bare")
        #expect(examination.machine.kvmDevice == .known(true))
        #expect(examination.machine.virtualization == .known("vmx"))
        let diagnosis = try #require(examination["qemu-kvm"])
        #expect(diagnosis.verdict == .unknown)
        #expect(diagnosis.reasons.contains { $0.contains("proves nothing") })
        #expect(diagnosis.steps.first?.packages == ["qemu-system-x86", "qemu-utils"])
    }

    @Test func `a fresh Debian is told exact packages and settings`() async throws {
        let examination = try await Recorded.examination("debian-bare")
        #expect(examination["lxc"]?.steps.map(\.packages) == [["lxc"]])
        #expect(examination["nspawn"]?.steps.map(\.packages) == [["systemd-container"]])
        let kubernetes = try #require(examination["kubernetes"])
        let settings = kubernetes.steps.flatMap(\.settings)
        for wanted in ["swapoff -a", "sysctl -w net.ipv4.ip_forward=1", "modprobe br_netfilter", "apt-get install -y containerd"] {
            #expect(settings.contains(wanted), "\(wanted)")
        }
    }

    @Test func `KVM that fails its trial is told with QEMU's words, or with what the processor lacks`() async throws {
        let nested = try await Recorded.examination("guest-nested-broken")
        #expect(nested.verdict("qemu-kvm") == .impossible)
        #expect(nested["qemu-kvm"]?.reasons.first?.contains("64-bit code did not end within 10 seconds") == true)
        #expect(nested.verdict("qemu-tcg") == .runs)
        let micro = try await Recorded.examination("microvm-broken-kvm")
        #expect(micro.machine.kvmDevice == .known(true))
        #expect(micro.verdict("qemu-kvm") == .impossible)
        #expect(micro["qemu-kvm"]?.reasons.first?.contains("no virtualization extensions") == true)
        #expect(micro.verdict("xen") == .unknown)
    }

    @Test func `a virtual machine is told which setting of its hypervisor passes the extensions on`() async throws {
        let examination = try await Recorded.examination("guest-plain")
        #expect(examination.machine.hypervisor == .known("qemu"))
        let diagnosis = try #require(examination["qemu-kvm"])
        #expect(diagnosis.verdict == .possible)
        #expect(diagnosis.steps.contains { step in step.settings.contains { $0.contains("-cpu host") } })
        #expect(examination["k3s"]?.reasons == ["it wants 2048 MiB of memory; there are 976"])
    }

    @Test func `a container cannot be given another kernel, and what its host allows is unknown`() async throws {
        let examination = try await Recorded.examination("container")
        #expect(examination.machine.container == .known("lxc"))
        for stack in ["xen", "proxmox", "acrn"] { #expect(examination.verdict(stack) == .impossible, "\(stack)") }
        for stack in ["lxc", "nspawn", "lxd", "k3s"] { #expect(examination.verdict(stack) == .unknown, "\(stack)") }
    }

    @Test func `systems are known by their own signs`() async throws {
        #expect(try await Recorded.examination("proxmox-node").verdict("proxmox") == .runs)
        #expect(try await Recorded.examination("esxi").verdict("vsphere") == .runs)
        let mainframe = try await Recorded.examination("zvm-guest")
        #expect(mainframe.verdict("zvm") == .runs)
        #expect(mainframe.machine.processors == .known(2))
        #expect(mainframe.machine.virtualization == .known(""))
        #expect(mainframe.verdict("vsphere") == .impossible)
    }

    @Test func `the BSDs answer by sysctl`() async throws {
        let free = try await Recorded.examination("freebsd")
        #expect(free.verdict("freebsd-jails") == .runs)
        #expect(free.verdict("bhyve") == .runs)
        #expect(free.verdict("lxc") == .impossible)
        #expect(free.machine.memory == .known(65_403))
        let open = try await Recorded.examination("openbsd")
        #expect(open.verdict("openbsd-vmm") == .unknown)
        #expect(open.verdict("bhyve") == .impossible)
    }

    @Test func `on a small board missing controllers and rights are steps`() async throws {
        let examination = try await Recorded.examination("arm-board")
        #expect(examination.machine.architecture == .known("arm64"))
        #expect(examination.machine.isRoot == .known(false))
        #expect(examination["lxc"]?.steps.contains { $0.text == "Run it as root." } == true)
        #expect(examination["k3s"]?.steps.flatMap(\.settings).contains("kernel parameter cgroup_enable=memory") == true)
        #expect(examination.verdict("qemu-kvm") == .unknown)
        #expect(examination.verdict("vsphere") == .impossible)
    }

    @Test func `a registered driver's own probe decides`() throws {
        let record = try Recorded.record("debian-server")
        let refused = try Examination(host: "x", record: record, probes: ["lxc": .no("the bridge is on fire")])
        #expect(refused.verdict("lxc") == .impossible)
        #expect(refused["lxc"]?.reasons == ["the LXC driver refuses: the bridge is on fire"])
        #expect(try Examination(host: "x", record: record, probes: ["lxc": .degraded("few ids")]).verdict("lxc") == .runs)
        #expect(try Examination(host: "x", record: Recorded.record("container"), probes: ["nspawn": .yes]).verdict("nspawn") == .runs)
    }

    @Test func `what a driver misses is told as steps where they are known`() throws {
        let bare = try Examination(host: "x", record: Recorded.record("debian-bare"), probes: ["lxc": .no("lxc-start is not installed")])
        #expect(bare.verdict("lxc") == .possible)
        #expect(bare["lxc"]?.steps.map(\.packages) == [["lxc"]])
        #expect(bare["lxc"]?.reasons.contains("the LXC driver refuses: lxc-start is not installed") == true)
        let jail = try Examination(host: "x", record: Recorded.record("freebsd"), probes: ["lxc": .no("no /proc")])
        #expect(jail.verdict("lxc") == .impossible)
        #expect(jail["lxc"]?.reasons.first?.hasPrefix("it needs Linux as host system") == true)
    }
}
