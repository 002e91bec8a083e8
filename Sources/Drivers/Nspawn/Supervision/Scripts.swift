/// The scripts of POSIX shell that run nspawn. What varies are their arguments.
enum Scripts {
    /// Takes the arguments: `overlay`, `fresh` or `plain`; the machine's side, the layer below, the root directory, the tree that is the machine's own, empty
    /// where that is the root directory. Runs in a mount namespace of its own, so that what is mounted goes with the machine, however that ends.
    private static let prepare = #"""
        kind=$1 side=$2 lower=$3 root=$4 tree=$5; shift 5; cd /
        rm -f -- "$side/exit"; : >"$side/started"
        if [ "$kind" = fresh ]; then
            rm -rf -- "$side/upper" "$side/work" && cp -a -- "$tree" "$side/upper" && mkdir -m 700 -- "$side/work" || exit 1
            tree=$side/upper
        fi
        if [ "$kind" != plain ]; then
            mount -t overlay overlay -o "lowerdir=$lower,upperdir=$tree,workdir=$side/work" "$root" || exit 1
        elif [ -n "$tree" ]; then
            mount --bind -- "$tree" "$root" || exit 1
        fi
        [ -p "$side/in" ] || { rm -f -- "$side/in"; mkfifo -m 600 "$side/in"; } || exit 1

        """#

    /// Defines `connect PID SIDE`: does in a machine's network namespace what the side's file says, as soon as nspawn has put its interface there, which it
    /// does before it lets the first process go.
    private static let connect = #"""
        connect() {
            [ -s "$2/network" ] || return 0
            turns=0
            while [ $turns -lt 1000 ] && [ -e "/proc/$1/ns/net" ]; do
                for c in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
                    [ -e "/proc/$c/ns/net" ] && ! [ "/proc/$c/ns/net" -ef "/proc/$1/ns/net" ] || continue
                    nsenter --net="/proc/$c/ns/net" ip -batch - <"$2/network" >/dev/null 2>"$2/unconnected" || continue
                    [ ! -s "$2/bridges" ] || ip -batch - <"$2/bridges" >/dev/null 2>"$2/unconnected" || continue
                    rm -f "$2/unconnected"; return 0
                done
                turns=$((turns + 1)); sleep 0.01
            done
            return 1
        }

        """#

    /// Defines `awaits PID`: waits until a machine's first process is no longer nspawn itself. Fails when nspawn ends before.
    private static let awaits = #"""
        awaits() {
            turns=0
            while [ $turns -lt 3000 ] && [ -e "/proc/$1/exe" ]; do
                for c in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
                    [ -e "/proc/$c/exe" ] && ! [ "/proc/$c/exe" -ef "/proc/$1/exe" ] && [ -e "/proc/$c/exe" ] && return 0
                done
                turns=$((turns + 1)); sleep 0.01
            done
            return 1
        }

        """#

    /// Defines `complained SIDE [STATUS]`: whether nspawn, which has ended, said what went wrong: itself, or on the machine's console where the command could
    /// not be run, with which nspawn ends with 1. That a signal ended the machine is no complaint. Where `/run` is on a disk, it complains at each end that it does not remove its directory there, whatever became of the machine.
    static let complained = #"""
        complained() {
            sed -i '/^Attempted to remove disk file system under /d' "$1/said"
            ! grep -qv '^Container .* terminated by signal ' "$1/said" || return 0
            [ "${2:-1}" = 1 ] && tail -n 1 -- "$1/console.log" 2>/dev/null | grep '^execv(' >>"$1/said"
        }

        """#

    /// What a unit of systemd's starts: becomes nspawn, whose arguments follow those of ``prepare``.
    static let unit = prepare + #"exec systemd-nspawn "$@" <>"$side/in" >>"$side/console.log" 2>"$side/said""#

    /// What a unit of systemd's does once nspawn says that it is ready. Arguments: nspawn's process, the machine's side.
    static let unitPost =
        connect + awaits + complained + #"""
            connect "$1" "$2" || { [ ! -e "$2/unconnected" ] || cat "$2/unconnected" >>"$2/said"; [ ! -e "/proc/$1" ] || exit 1; }
            awaits "$1" && exit 0
            ! complained "$2"
            """#

    /// What a unit of systemd's does once nspawn has ended: writes down how, unless it is started again because the machine was rebooted. Argument: the
    /// machine's side.
    static let unitEnd =
        #"[ -d "$1" ] && [ "$EXIT_STATUS" != 133 ] || exit 0; echo "$EXIT_CODE $EXIT_STATUS" >"$1/exit.new"; mv "$1/exit.new" "$1/exit""#

    /// What a unit of systemd's does before it runs a machine that Strata did not make. Argument: the machine's side.
    static let unitBegin = #"[ -d "$1" ] || exit 0; rm -f -- "$1/exit"; : >"$1/started""#

    /// Does what systemd does elsewhere: starts nspawn, gives the machine its network, and starts it again where it was rebooted from inside
    /// (nspawn exits with 133 then). Arguments: those of ``prepare``, then nspawn's.
    static let supervise =
        prepare + connect + #"""
            echo $$ >"$side/shell.new"; mv "$side/shell.new" "$side/shell"
            while :; do
                systemd-nspawn "$@" <>"$side/in" >>"$side/console.log" 2>"$side/said" & p=$!
                echo "$p" >"$side/pid.new"; mv "$side/pid.new" "$side/pid"
                connect "$p" "$side" || { [ ! -e "$side/unconnected" ] || cat "$side/unconnected" >>"$side/said"; kill "$p" 2>/dev/null; }
                : >"$side/connected"
                wait "$p"; status=$?
                [ $status = 133 ] || break
            done
            echo $status >"$side/exit.new"; mv "$side/exit.new" "$side/exit"
            """#

    /// Defines `clear GROUP`: ends what a machine left in one of its control groups. Where nspawn itself was killed, its first process goes on without it, and
    /// must not while another one has its files.
    static let clear = #"""
        clear() {
            [ ! -e "$1/freezer.state" ] || echo THAWED >"$1/freezer.state"
            for p in $(find "$1" -name cgroup.procs -exec cat {} + 2>/dev/null); do kill -KILL "$p" 2>/dev/null; done
        }

        """#

    /// Waits until no start of a machine is under way. Argument: the machine's side.
    static let settle = #"[ ! -e "$1/start.lock" ] || flock -w 50 "$1/start.lock" true"#

    /// Starts a machine in the background, nobody's child, within control groups that are made for it, and waits until its first process runs.
    ///
    /// Arguments: the machine's side; how many groups, the groups' roots and paths in pairs; how many settings, pairs of file and value; then those of
    /// ``supervise``. One start waits for another: that of a server that was killed goes on, and what it started is what is wanted. A start
    /// that is cancelled gets SIGTERM, and goes on once it has begun: what would be ended half made nobody could find yet. Settings that cannot
    /// be made are passed over: a machine without a limit is better than none, and the survey says what is missing.
    static let start =
        awaits + complained + clear + #"""
            side=$1 n=$2; shift 2
            cd "$side" || exit 1
            exec 9>start.lock; flock -w 50 9 || { echo 'another start of it has not ended' >&2; exit 1; }
            if [ -s pid ] && read -r p <pid && [ "/proc/$p/fd/0" -ef in ] && awaits "$p"; then exit 0; fi
            while [ "$n" -gt 0 ]; do
                clear "$2"; mkdir -p "$1/strata" "$2" 2>/dev/null
                for d in "$1" "$1/strata"; do
                    [ ! -e "$d/cgroup.subtree_control" ] || for c in cpu memory pids; do echo "+$c" >"$d/cgroup.subtree_control"; done 2>/dev/null
                done
                echo $$ >"$2/cgroup.procs"
                shift 2; n=$((n - 1))
            done 2>/dev/null
            n=$1; shift
            while [ "$n" -gt 0 ]; do echo "$2" >"$1"; shift 2; n=$((n - 1)); done 2>/dev/null
            rm -f pid shell started exit connected unconnected; : >said
            trap : TERM
            setsid unshare --mount --propagation slave sh -c "$@" </dev/null >/dev/null 2>>said 9>&- & s=$!
            n=0
            while [ $n -lt 3000 ]; do
                if [ -e exit ] || [ ! -e "/proc/$s" ]; then
                    if [ -e exit ] && ! complained . "$(cat exit)"; then exit 0; fi
                    cat said >&2; exit 1
                fi
                if [ -e connected ] && p=$(cat pid) && awaits "$p"; then exit 0; fi
                n=$((n + 1)); sleep 0.01
            done
            echo 'its first process does not come to run' >&2; exit 1
            """#
}
