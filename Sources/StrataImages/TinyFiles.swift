/// What is in the tiny machine's memory besides the program, the links to it and the kernel's modules.
enum TinyFiles {
    static let directories: [(name: String, mode: Int)] = [
        ("bin", 0o755), ("dev", 0o755), ("etc", 0o755), ("modules", 0o755), ("proc", 0o755), ("root", 0o700), ("run", 0o755),
        ("sbin", 0o755),
        ("sys", 0o755), ("tmp", 0o1777), ("usr", 0o755), ("usr/bin", 0o755), ("usr/sbin", 0o755),
    ]

    static let files: [(name: String, mode: Int, content: String)] = [
        ("init", 0o755, start), ("etc/dhcp", 0o755, dhcp), ("etc/group", 0o644, "root:x:0:\n"),
        ("etc/hosts", 0o644, "127.0.0.1 localhost\n::1 localhost\n"), ("etc/inittab", 0o644, inittab),
        ("etc/passwd", 0o644, "root:x:0:0:root:/root:/bin/sh\n"),
        ("etc/profile", 0o644, "export PATH=/usr/sbin:/usr/bin:/sbin:/bin\nPS1='\\u@\\h:\\w\\$ '\n"), ("sbin/agent", 0o755, agent),
        ("sbin/network", 0o755, network),
        ("sbin/power-button", 0o755, powerButton), ("sbin/shut-down", 0o755, shutDown),
    ]

    private static let start = """
        #!/bin/sh
        [ -e /sbin/init ] || /bin/busybox --install -s
        mount -t proc proc /proc
        mount -t sysfs sysfs /sys
        mount -t devtmpfs devtmpfs /dev
        mkdir -p /dev/pts && mount -t devpts devpts /dev/pts
        hostname tiny
        while read -r module; do insmod "/modules/$module.ko"; done </modules/order
        ip link set lo up
        echo "tiny: started"
        exec /sbin/init

        """

    /// Where the host's request to power off comes as Ctrl-Alt-Del, as on s390x, it means that; pSeries calls `poweroff` (Linux,
    /// drivers/s390/char/sclp_quiesce.c, arch/powerpc/platforms/pseries/ras.c). The console is whichever the kernel was told to use. Init has made a session for the shell; cttyhack gives it the line as its terminal.
    private static let inittab = """
        ::respawn:/sbin/power-button
        ::respawn:/sbin/agent
        ::respawn:/sbin/network
        ::respawn:/bin/cttyhack /bin/sh -l
        ::ctrlaltdel:/sbin/shut-down

        """

    private static let shutDown = """
        #!/bin/sh
        [ "$(uname -m)" = s390x ] || exec reboot -f
        echo "tiny: powering off" >/dev/console
        sync
        exec poweroff -f

        """

    /// An event of the input layer has 24 bytes where pointers have 8 (Linux, include/uapi/linux/input.h).
    private static let powerButton = """
        #!/bin/sh
        for event in /sys/class/input/event*; do
            case $(cat "$event/device/name" 2>/dev/null) in
            "Power Button" | gpio-keys)
                dd if="/dev/input/${event##*/}" of=/dev/null bs=24 count=1 2>/dev/null || break
                echo "tiny: powering off" >/dev/console
                sync
                exec poweroff -f
                ;;
            esac
        done
        exec sleep 3600

        """

    /// As much of QEMU's guest agent as lets the host power the machine off where its board has no power button, or the kernel knows of none (QEMU Guest Agent
    /// Protocol Reference). A port to which nobody is connected reads as ended.
    private static let agent = #"""
        #!/bin/sh
        for port in /sys/class/virtio-ports/*; do
            [ "$(cat "$port/name" 2>/dev/null)" = org.qemu.guest_agent.0 ] || continue
            exec 3<>"/dev/${port##*/}" || break
            while :; do
                read -r line <&3 || { sleep 1; continue; }
                case $line in
                *'"guest-sync-delimited"'*)
                    id=${line##*'"id":'}
                    printf '\377{"return": %s}\n' "${id%%[!0-9]*}" >&3
                    ;;
                *'"guest-ping"'*) echo '{"return": {}}' >&3 ;;
                *'"guest-shutdown"'*)
                    echo "tiny: powering off" >/dev/console
                    sync
                    poweroff -f
                    ;;
                *) echo '{"error": {"class": "CommandNotFound", "desc": "tiny has an agent that only powers it off"}}' >&3 ;;
                esac
            done
        done
        exec sleep 3600

        """#

    private static let network = """
        #!/bin/sh
        [ -e /sys/class/net/eth0 ] || exec sleep 3600
        ip link set eth0 up
        exec udhcpc -f -i eth0 -t 5 -T 1 -A 1 -x "hostname:$(hostname)" -s /etc/dhcp >/dev/null 2>&1

        """

    /// Called by udhcpc, which says in its environment what it was given.
    private static let dhcp = """
        #!/bin/sh
        case $1 in
        bound | renew)
            ip address replace "$ip/$mask" dev "$interface"
            for gateway in $router; do ip route replace default via "$gateway" dev "$interface"; break; done
            for server in $dns; do echo "nameserver $server"; done >/etc/resolv.conf
            [ -z "$hostname" ] || hostname "$hostname"
            [ "$1" = renew ] || echo "tiny: $(hostname) has the address $ip" >/dev/console
            ;;
        deconfig) ip address flush dev "$interface" ;;
        esac

        """
}
