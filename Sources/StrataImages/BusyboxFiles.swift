/// What is in the busybox image besides the program and the links to it.
enum BusyboxFiles {
    static let directories: [(name: String, mode: Int)] = [
        ("bin", 0o755), ("dev", 0o755), ("etc", 0o755), ("etc/init.d", 0o755), ("home", 0o755), ("mnt", 0o755), ("proc", 0o755),
        ("root", 0o700),
        ("run", 0o755), ("sbin", 0o755), ("sys", 0o755), ("tmp", 0o1777), ("usr", 0o755), ("usr/bin", 0o755), ("usr/sbin", 0o755),
        ("var", 0o755),
        ("var/log", 0o755), ("var/tmp", 0o1777),
    ]

    static let files: [(name: String, mode: Int, content: String)] = [
        ("etc/group", 0o644, "root:x:0:\ntty:x:5:\nnogroup:x:65534:\n"),
        ("etc/hosts", 0o644, "127.0.0.1 localhost\n::1 localhost\n"),
        ("etc/init.d/stop", 0o755, stop),
        ("etc/inittab", 0o644, inittab),
        ("etc/passwd", 0o644, "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n"),
        ("etc/profile", 0o644, "export PATH=/usr/sbin:/usr/bin:/sbin:/bin\nPS1='\\u@\\h:\\w\\$ '\n"),
        ("etc/resolv.conf", 0o644, ""),
        ("etc/shadow", 0o600, "root:*:::::::\nnobody:*:::::::\n"),
    ]

    /// The container's manager has mounted everything and set host name and addresses already.
    private static let inittab = """
        ::sysinit:/sbin/ip link set lo up
        console::askfirst:-/bin/sh
        ::restart:/sbin/init
        ::ctrlaltdel:/sbin/reboot
        ::shutdown:/etc/init.d/stop

        """

    /// Left to itself, init waits two seconds between its signals (BusyBox, init/init.c). This waits only while something is left to wait for:
    /// init and this shell are always there.
    private static let stop = """
        #!/bin/sh
        kill -TERM -1 2>/dev/null
        turns=0
        while [ $turns -lt 40 ]; do
            set -- /proc/[0-9]*
            [ $# -le 2 ] && break
            usleep 50000
            turns=$((turns + 1))
        done
        exec poweroff -f

        """
}
