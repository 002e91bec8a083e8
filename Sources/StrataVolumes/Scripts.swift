import StrataDriverKit

/// What is done to volumes by a shell, so that it is done as a whole on a machine behind SSH too. All scripts are constant; what varies is an argument.
enum Scripts {
    /// The status with which a script says that somebody has the volume, and writes who.
    static let held: Int32 = 17

    /// Arguments: bench, place, bytes, format; the record is the input. The room is taken as it is written to.
    static let make = #"""
        set -e; b=$1 place=$2; [ ! -e "$place" ] || exit 0
        umask 066; mkdir -p -- "${place%/*}"; umask 077
        rm -rf -- "$b"; mkdir -p -- "$b/holders" "$b/mount"; chmod 711 "${place%/*}" "$b" "$b/mount"; cat >"$b/volume.json"
        truncate -s "$3" -- "$b/data.raw"
        if [ "$4" = ext4 ]; then mkfs.ext4 -q -F -m 0 -E lazy_itable_init=1,lazy_journal_init=1,nodiscard -- "$b/data.raw"; fi
        : >"$b/lock"; mv -T -- "$b" "$place" 2>/dev/null || [ -e "$place/volume.json" ]
        """#

    /// The status with which a script says that a mounted file system cannot grow.
    static let mounted: Int32 = 18

    /// Arguments: place, bytes, format. A file system that is mounted grows in place; what a virtual machine made of the disk is left alone.
    static let grow = #"""
        set -e; cd "$1"; exec 9>>lock; flock 9; truncate -s ">$2" data.raw
        loop=
        for l in $(losetup -n -O NAME -j "$PWD/data.raw"); do losetup -c "$l"; loop=$l; done
        [ "$3" = ext4 ] || exit 0
        if [ -n "$loop" ]; then resize2fs "$loop" >/dev/null || exit 18; exit 0; fi
        dumpe2fs -h data.raw >/dev/null 2>&1 || exit 0
        e2fsck -f -p data.raw >/dev/null || [ $? -le 1 ]
        resize2fs data.raw >/dev/null
        """#

    /// Argument: place. Writes bytes and allocated blocks of 512 bytes, then the holders.
    static let look = #"""
        set -e; cd "$1"; stat -c '%s %b' data.raw; ls holders
        """#

    /// Arguments: place, owner, mode, name, keeper.
    static let claim = #"""
        set -e; cd "$1"; exec 9>>lock; flock 9
        for f in holders/*; do
            [ -f "$f" ] && [ "${f#holders/}" != "$2" ] || continue
            { read -r mode; read -r name; } <"$f" || :
            if [ "$mode" = w ] || [ "$3" = w ]; then printf '%s\n' "$name"; exit 17; fi
        done
        printf '%s\n%s\n%s\n' "$3" "$4" "$5" >.holder; mv .holder "holders/$2"
        """#

    /// Arguments: directory, owner, volumes that stay with it. A container that has just ended may hold the file system for a moment yet.
    static let release = #"""
        cd "$1" 2>/dev/null || exit 0; owner=$2; shift 2
        for f in */holders/"$owner"; do
            [ -f "$f" ] || continue
            v=${f%%/*}; for k; do if [ "$k" = "$v" ]; then continue 2; fi; done
            (
                exec 9>>"$v/lock"; flock 9; rm -f -- "$f"
                if [ -z "$(ls "$v/holders")" ] && mountpoint -q "$v/mount"; then
                    umount "$v/mount"; n=0
                    while [ -n "$(losetup -n -O NAME -j "$PWD/$v/data.raw")" ] && [ $n -lt 50 ]; do n=$((n + 1)); sleep 0.1; done
                fi
            ) || exit 1
        done
        """#

    /// Arguments: directory, keeper.
    static let owners = #"""
        cd "$1" 2>/dev/null || exit 0
        for f in */holders/*; do
            [ -f "$f" ] || continue
            { read -r mode; read -r name; read -r keeper; } <"$f" || :
            if [ "$keeper" = "$2" ]; then printf '%s\n' "${f##*/}"; fi
        done
        """#

    /// Argument: place. A loop device is made for it, which goes with the mount; one that is there yet belongs to somebody who has it mounted in a
    /// place of his own, and then nothing is checked.
    static let mount = #"""
        set -e; cd "$1"; exec 9>>lock; flock 9; if mountpoint -q mount; then exit 0; fi
        [ -n "$(losetup -n -O NAME -j "$PWD/data.raw")" ] || e2fsck -p data.raw >/dev/null || [ $? -le 1 ]
        mount -t ext4 -o loop,nodev data.raw mount
        """#

    /// Arguments: place, bench.
    static let remove = #"""
        set -e; [ -d "$1" ] || exit 0; cd "$1"; exec 9>>lock; flock 9
        held=; for f in holders/*; do
            [ -f "$f" ] || continue
            { read -r mode; read -r name; } <"$f" || :; held=yes; printf '%s\n' "$name"
        done
        [ -z "$held" ] || exit 17
        if mountpoint -q mount; then umount mount; fi
        mkdir -p -- "${2%/*}"; rm -rf -- "$2"; mv -T -- "$1" "$2"
        """#
}

extension VolumeStore {
    /// Runs a script that must succeed.
    @discardableResult
    func run(
        _ script: String, _ arguments: [String], input: [UInt8] = [], _ attempt: String, _ object: String, deadline: Duration = .seconds(60)
    ) async throws(DriverError) -> CommandOutput {
        let output = try await answer(script, arguments, input: input, attempt, object, deadline: deadline)
        try check(output, attempt, object)
        return output
    }

    /// Runs a script whose status is an answer.
    func answer(
        _ script: String, _ arguments: [String], input: [UInt8] = [], _ attempt: String, _ object: String, deadline: Duration = .seconds(60)
    ) async throws(DriverError) -> CommandOutput {
        do throws(TransportError) {
            return try await machine.run(
                Command(executable: "sh", arguments: ["-c", script, "sh"] + arguments, input: input, deadline: deadline))
        } catch {
            throw DriverError(error, attempt, object)
        }
    }

    func check(_ output: CommandOutput, _ attempt: String, _ object: String) throws(DriverError) {
        guard !output.succeeded else { return }
        let said = output.errorText.split(separator: "\n").suffix(4).joined(separator: "; ")
        let hint = said.contains("not found") ? "Install it there: apt-get install -y e2fsprogs util-linux mount" : ""
        throw .failed(.init(attempt, object, answer: said.isEmpty ? "\(output.exit)" : said, hint: hint))
    }
}

extension DriverError {
    /// What an error of the transport means for the call on a volume that met it.
    init(_ error: TransportError, _ attempt: String, _ object: String) {
        self.init(error, attempt, object, missing: "Install it there: apt-get install -y util-linux e2fsprogs", words: { $0 })
    }
}
