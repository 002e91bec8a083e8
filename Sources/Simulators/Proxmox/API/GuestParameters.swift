/// The keys of guests' configurations, and what else their making takes.
enum GuestParameters {
    /// Of virtual machines.
    static let machine = ParameterTable(
        [
            "acpi": .boolean, "agent": .string, "affinity": .string, "arch": .choice(["x86_64", "aarch64"]), "args": .string,
            "audio0": .string, "autostart": .boolean, "balloon": .integer(0...1 << 40), "bios": .choice(["seabios", "ovmf"]),
            "boot": .string, "bootdisk": .string, "cdrom": .string, "cicustom": .string, "cipassword": .string,
            "citype": .choice(["configdrive2", "nocloud", "opennebula"]), "ciupgrade": .boolean, "ciuser": .string,
            "cores": .integer(1...8192), "cpu": .string, "cpulimit": .number(0...128), "cpuunits": .integer(1...262_144),
            "description": .string, "efidisk0": .string, "freeze": .boolean, "hookscript": .string, "hotplug": .string,
            "hugepages": .choice(["any", "2", "1024"]), "ivshmem": .string, "keephugepages": .boolean, "keyboard": .string, "kvm": .boolean,
            "localtime": .boolean,
            "lock": .choice([
                "backup", "clone", "create", "migrate", "rollback", "snapshot", "snapshot-delete", "suspending", "suspended",
            ]),
            "machine": .string, "memory": .string, "migrate_downtime": .number(0...3600), "migrate_speed": .integer(0...1 << 30),
            "name": .dnsName, "nameserver": .string, "numa": .boolean, "onboot": .boolean,
            "ostype": .choice([
                "other", "wxp", "w2k", "w2k3", "w2k8", "wvista", "win7", "win8", "win10", "win11", "l24", "l26", "solaris",
            ]),
            "protection": .boolean, "reboot": .boolean, "rng0": .string,
            "scsihw": .choice(["lsi", "lsi53c810", "virtio-scsi-pci", "virtio-scsi-single", "megasas", "pvscsi"]),
            "searchdomain": .string, "shares": .integer(0...50_000), "smbios1": .string, "smp": .integer(1...8192),
            "sockets": .integer(1...64), "spice_enhancements": .string, "sshkeys": .string, "startdate": .string, "startup": .string,
            "tablet": .boolean, "tags": .tags, "tdf": .boolean, "template": .boolean, "tpmstate0": .string, "vcpus": .integer(1...8192),
            "vga": .string, "vmgenid": .string, "vmstatestorage": .identifier, "watchdog": .string,
        ],
        numbered: [
            "ide": 3, "sata": 5, "scsi": 30, "virtio": 15, "net": 31, "ipconfig": 31, "serial": 3, "hostpci": 15, "usb": 13,
            "unused": 255, "parallel": 2, "numa": 7, "virtiofs": 9,
        ])

    /// Of containers.
    static let container = ParameterTable(
        [
            "arch": .choice(["amd64", "i386", "arm64", "armhf", "riscv32", "riscv64"]), "cmode": .choice(["shell", "console", "tty"]),
            "console": .boolean, "cores": .integer(1...8192), "cpulimit": .number(0...8192), "cpuunits": .integer(0...500_000),
            "debug": .boolean, "description": .string, "entrypoint": .string, "env": .string, "features": .string, "hookscript": .string,
            "hostname": .dnsName, "memory": .integer(16...1 << 40), "nameserver": .string, "onboot": .boolean,
            "lock": .choice([
                "backup", "create", "destroyed", "disk", "fstrim", "migrate", "mounted", "rollback", "snapshot", "snapshot-delete",
            ]),
            "ostype": .choice([
                "debian", "devuan", "ubuntu", "centos", "fedora", "opensuse", "archlinux", "alpine", "gentoo", "nixos", "unmanaged",
            ]),
            "protection": .boolean, "rootfs": .string, "searchdomain": .string, "startup": .string, "swap": .integer(0...1 << 40),
            "tags": .tags, "template": .boolean, "timezone": .string, "tty": .integer(0...6), "unprivileged": .boolean,
        ],
        numbered: ["net": 31, "mp": 255, "unused": 255, "dev": 255])

    static let newMachine = machine.adding(
        ParameterTable(
            [
                "vmid": .vmid, "start": .boolean, "pool": .identifier, "storage": .identifier, "archive": .string, "force": .boolean,
                "unique": .boolean, "bwlimit": .integer(0...1 << 40), "live-restore": .boolean, "ha-managed": .boolean,
            ], required: ["vmid"]))

    static let newContainer = container.adding(
        ParameterTable(
            [
                "vmid": .vmid, "start": .boolean, "pool": .identifier, "storage": .identifier, "ostemplate": .string, "force": .boolean,
                "unique": .boolean, "password": .string, "ssh-public-keys": .string, "restore": .boolean, "bwlimit": .number(0...1e12),
                "ignore-unpack-errors": .boolean, "ha-managed": .boolean,
            ], required: ["vmid", "ostemplate"]))

    static let machineChange = machine.adding(
        ParameterTable([
            "delete": .string, "revert": .string, "digest": .string, "skiplock": .boolean, "force": .boolean,
        ]))

    static let containerChange = container.adding(ParameterTable(["delete": .string, "revert": .string, "digest": .string]))
}
