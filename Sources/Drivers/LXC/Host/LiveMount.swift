/// Mounts volumes in running containers and takes them away again.
///
/// mount(8) cannot: it looks for what it mounts either here or there, and before util-linux 2.39 cannot map ids. So the system calls are made by Perl, which
/// every Debian has: the tree is cloned here (open_tree(2)), its ids are mapped (mount_setattr(2)), and it is moved to its place there (move_mount(2)), where
/// the container's root has made a directory for it.
enum LiveMount {
    /// The status when something in the container uses what is to be taken away.
    static let busy: Int32 = 16

    /// Arguments: `attach`, the number of the container's first process, the path inside, the path outside, `ro` or `rw`, `map` or `host`; or `detach`, the
    /// number, the path inside. Numbers of system calls above 423 are the same everywhere (Linux, scripts/syscall.tbl).
    static let script = #"""
        use strict; use warnings; use POSIX ();
        my ($verb, $pid, $target, $source, $mode, $map) = @ARGV;
        my %known = (x86_64 => [308, 166], aarch64 => [268, 39], riscv64 => [268, 39], ppc64le => [350, 52], s390x => [339, 52]);
        my $numbers = $known{(POSIX::uname())[4]} or die "this architecture is not known\n";
        sub call { my ($what, @words) = @_; my $r = syscall(shift @words, @words); die "$what: $!\n" if $r < 0; $r }
        sub opened { open(my $f, "<", "/proc/$pid/ns/$_[0]") or die "the container has ended: $!\n"; $f }
        my ($mounts, $users) = (opened("mnt"), opened("user"));
        if ($verb eq "detach") {
            call("enter the container", $numbers->[0], fileno($mounts), 0x20000);
            exit 0 if syscall($numbers->[1], my $path = $target, 8) == 0 || $! == POSIX::EINVAL() || $! == POSIX::ENOENT();
            exit 16 if $! == POSIX::EBUSY();
            die "unmount: $!\n";
        }
        my $tree = call("open the volume", 428, -100, my $from = $source, 0x80001);
        my $set = ($mode eq "ro" ? 1 : 0) | ($map eq "map" ? 0x100000 : 0);
        if ($set) {
            my $attributes = pack("QQQQ", $set, 0, 0, $map eq "map" ? fileno($users) : 0);
            call("map the volume's ids", 442, $tree, my $none = "", 0x1000, $attributes, 32);
        }
        my $child = fork() // die "fork: $!\n";
        if (!$child) {
            if ($map eq "map") { call("enter the container", $numbers->[0], fileno($users), 0x10000000) }
            call("enter the container", $numbers->[0], fileno($mounts), 0x20000);
            POSIX::setgid(0); POSIX::setuid(0);
            my $path = "";
            for my $part (split m{/}, substr($target, 1)) { $path .= "/$part"; mkdir($path, 0755) or -d $path or die "make $path: $!\n" }
            POSIX::_exit(0);
        }
        waitpid($child, 0); exit 1 if $?;
        call("enter the container", $numbers->[0], fileno($mounts), 0x20000);
        call("mount the volume", 429, $tree, my $empty = "", -100, my $to = $target, 4);
        """#

    /// What is mounted where: path and device, as `mountinfo` tells (proc(5)).
    static func mounts(in text: [UInt8]) -> [(path: String, device: String)] {
        String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: false)
            return fields.count == 6 ? (String(fields[4]), String(fields[2])) : nil
        }
    }
}
