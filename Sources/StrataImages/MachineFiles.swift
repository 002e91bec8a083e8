/// What is in a Debian virtual machine's disk besides its packages.
enum MachineFiles {
    /// Where GRUB's first stages are made, in the root file system.
    static let directory = "/usr/lib/strata-boot"

    /// Shell commands run by mmdebstrap with the root directory as `$1`.
    static func hooks(_ boot: BootLoader) -> [String] {
        let files: [(path: String, content: String)] = [
            ("/etc/fstab", "LABEL=root / ext4 rw,x-systemd.growfs 0 1\nLABEL=BOOT /boot/efi vfat umask=0077,nofail 0 2\n"),
            // Nothing else is looked for, so that a machine without a seed starts as fast as one with.
            // The one locale that needs no package, and a host name that resolves.
            (
                "/etc/cloud/cloud.cfg.d/90_machine.cfg",
                "datasource_list: [NoCloud, None]\nlocale: C.UTF-8\nmanage_etc_hosts: localhost\n"
            ),
            ("/boot/grub/grub.cfg", menu(boot)), ("\(directory)/early.cfg", early),
            // For the day on which the machine updates its menu itself.
            (
                "/etc/default/grub",
                "GRUB_TIMEOUT=0\nGRUB_CMDLINE_LINUX=\"\(consoles(boot))\"\nGRUB_TERMINAL=\"console\(boot.bios == nil ? "" : " serial")\"\n"
            ),
        ]
        var hooks = files.map { file in
            #"mkdir -p "$1\#(file.path.split(separator: "/").dropLast().map { "/\($0)" }.joined())" && cat >"$1\#(file.path)" <<'END'"#
                + "\n\(file.content)END\n"
        }
        hooks.append(#"mkdir -p "$1/boot/efi""#)
        let make = #"chroot "$1" grub-mkimage -c \#(directory)/early.cfg -p /boot/grub"#
        hooks.append("\(make) -O \(boot.efi) -o \(directory)/boot.efi fat \(modules)")
        if let bios = boot.bios {
            hooks.append("\(make) -O \(bios) -o \(directory)/core.img biosdisk \(modules)")
            hooks.append(#"cp "$1/usr/lib/grub/\#(bios)/boot.img" "$1\#(directory)/boot.img""#)
        }
        // What is this machine's or only this build's goes; each machine makes its own keys.
        hooks.append(
            #"rm -f "$1/etc/hostname" "$1/etc/resolv.conf" "$1"/etc/ssh/ssh_host_* "$1/etc/apt/apt.conf.d/99mmdebstrap" "$1/etc/dpkg/dpkg.cfg.d/99mmdebstrap""#
        )
        hooks.append(#": >"$1/etc/resolv.conf"; printf 'uninitialized\n' >"$1/etc/machine-id""#)
        return hooks
    }

    /// What GRUB needs to find the root file system and start a kernel of it.
    private static let modules = "part_gpt ext2 search search_label configfile normal linux serial terminal echo test gzio"

    private static let early = """
        search --no-floppy --label root --set=root
        set prefix=($root)/boot/grub
        configfile $prefix/grub.cfg

        """

    private static func consoles(_ boot: BootLoader) -> String { "console=tty0 console=\(boot.console),115200" }

    /// The links at the top lead to the newest kernel (linux-update-symlinks(1)).
    private static func menu(_ boot: BootLoader) -> String {
        let serial = boot.bios == nil ? "" : "serial --unit=0 --speed=115200\nterminal_output serial console\n"
        return """
            \(serial)search --no-floppy --label root --set=root
            linux /vmlinuz root=LABEL=root ro \(consoles(boot))
            initrd /initrd.img
            boot

            """
    }
}
