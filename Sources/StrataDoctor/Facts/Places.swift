/// Where facts about a machine stand.
enum Places {
    /// Tells whether this is Linux at all.
    static let first = "/proc/sys/kernel/ostype"

    /// Files of Linux (proc(5), sysfs(5), os-release(5), dpkg(1)) and of stacks that leave one.
    static let linuxFiles = [
        "/proc/sys/kernel/osrelease", "/proc/sys/kernel/arch", "/proc/sys/kernel/hostname", "/etc/os-release", "/proc/cpuinfo",
        "/proc/meminfo", "/proc/self/mounts", "/proc/self/status", "/proc/self/uid_map", "/proc/filesystems", "/proc/modules",
        "/proc/1/comm", "/proc/2/comm", "/proc/1/environ", "/run/systemd/container", "/proc/sysinfo", "/proc/ppc64/lparcfg",
        "/sys/hypervisor/type", "/proc/xen/capabilities", "/sys/class/dmi/id/sys_vendor", "/sys/class/dmi/id/product_name",
        "/sys/class/dmi/id/bios_vendor", "/proc/device-tree/model", "/proc/device-tree/hypervisor/compatible",
        "/sys/fs/cgroup/cgroup.controllers", "/sys/fs/cgroup/unified/cgroup.controllers", "/proc/sys/user/max_user_namespaces",
        "/sys/module/apparmor/parameters/enabled", "/proc/sys/net/ipv4/ip_forward", "/proc/sys/net/bridge/bridge-nf-call-iptables",
        "/etc/xensource-inventory", "/etc/nutanix-release",
    ]

    /// The list of installed packages; long, so read by itself.
    static let packages = "/var/lib/dpkg/status"

    static let linuxDirectories = ["/sys/block", "/sys/kernel/iommu_groups", "/sys/firmware/efi", "/proc/self/ns"]

    /// What only has to be there.
    static let linuxPaths = [
        "/dev/kvm", "/.dockerenv", "/run/.containerenv", "/dev/acrn_hsm", "/run/libvirt/libvirt-sock",
        "/run/libvirt/virtqemud-sock", "/var/lib/lxd/unix.socket", "/var/snap/lxd/common/lxd/unix.socket", "/etc/pve/local",
        "/run/k3s/containerd/containerd.sock", "/etc/kubernetes/kubelet.conf", "/run/containerd/containerd.sock",
        "/run/crio/crio.sock", "/run/systemd/system", "/etc/vdsm/vdsm.conf",
    ]

    /// Where programs are looked for.
    static let programDirectories = ["/usr/bin", "/usr/sbin", "/usr/local/bin"]

    /// What the BSDs say about themselves (sysctl(8)). Names that a system does not have are left out of its answer.
    static let systemControls = [
        "hw.model", "hw.ncpu", "hw.physmem", "hw.physmem64", "kern.hostname", "kern.vm_guest", "security.jail.jailed",
        "hw.vmm.vmx.initialized", "hw.vmm.svm.num_asids",
    ]
}
