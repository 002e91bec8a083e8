extension SnapshotShelf {
    /// Arguments: shelf, verb, UID, tree, destination, note, whether to hold the machine still, and how to freeze and to thaw it, quoted.
    ///
    /// One process does each change, under a lock, so that it ends whole or is put right by the next, also where Strata itself, or the
    /// connection, is gone meanwhile. Copying with `--preserve=xattr` fails where an attribute cannot be kept, which `-a` alone passes over.
    static let script = #"""
        set -e; umask 077
        shelf=$1 verb=$2 uid=$3 tree=$4 to=$5 note=$6 runs=$7 freeze=$8 thaw=$9
        mkdir -p -- "$shelf"; exec 9>>"$shelf/lock"; flock -w 300 9 || exit 45
        kind() { [ -d "$1" ] && [ "$(stat -c %i -- "$1")" = 256 ] && [ "$(stat -f -c %T -- "$1")" = btrfs ] && command -v btrfs >/dev/null; }
        copy() { if kind "$1"; then btrfs -q subvolume snapshot "$1" "$2"; else cp -a --preserve=xattr --reflink=auto -- "$1" "$2"; fi; }
        discard() { for t in "$1" "$1/tree"; do if kind "$t"; then btrfs -q subvolume delete "$t"; fi; done; rm -rf -- "$1"; }
        moving() { if [ -e "$shelf/still" ]; then eval "$thaw" >/dev/null 2>&1 || :; rm -f -- "$shelf/still"; fi; }
        moving
        for left in "$shelf"/*.partial; do if [ -e "$left" ]; then discard "$left"; fi; done
        hold() {
            [ -n "$runs" ] || return 0
            : >"$shelf/still"; trap moving EXIT; trap 'exit 143' TERM INT HUP
            eval "$freeze" >&2
        }
        case $verb in
        take)
            if [ -d "$shelf/$uid" ]; then exit 0; fi
            part=$shelf/$uid.partial; mkdir -- "$part"
            hold; time=$(date -u +%s); copy "$tree" "$part/tree"; moving
            printf '%s\n%s\n%s\n' "$note" "$time" "$(du -s -B1 -- "$part/tree" | cut -f1)" >"$part/note"
            sync -f "$part" 2>/dev/null || sync
            mv -T -- "$part" "$shelf/$uid" ;;
        copy)
            if [ -n "$uid" ]; then [ -d "$tree" ] || exit 44; runs=; fi
            hold; copy "$tree" "$to"; moving ;;
        remove)
            if [ -d "$shelf/$uid" ]; then mv -T -- "$shelf/$uid" "$shelf/$uid.partial"; discard "$shelf/$uid.partial"; fi ;;
        discard) discard "$tree" ;;
        clear) for left in "$shelf"/*/; do if [ -e "$left" ]; then discard "${left%/}"; fi; done ;;
        esac
        """#
}
