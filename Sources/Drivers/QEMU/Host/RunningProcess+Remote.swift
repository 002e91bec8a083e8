import StrataDriverKit

/// The same questions to a machine behind SSH, each in one command.
extension RunningProcess {
    /// Arguments: the process, its start, how many twentieths of a second to wait. Ends with 3 when it is still there then (proc(5), "stat").
    private static let waiting = #"""
        p=$1 t=$2 n=$3; set -f
        while { read -r s <"/proc/$p/stat"; } 2>/dev/null; do
            s=${s##*) }; set -- $s
            [ "${20}" = "$t" ] || exit 0
            case $1 in Z | X) [ "${18}" -gt 1 ] || exit 0 ;; esac
            [ "$n" -gt 0 ] || exit 3
            n=$((n - 1)); sleep 0.05
        done
        exit 0
        """#

    /// Waits there until the process has ended.
    /// - Returns: false when it has not in that time.
    func endsThere(within limit: Duration, on machine: any Machine) async throws(TransportError) -> Bool {
        let twentieths = Int(limit / .milliseconds(50))
        var command = Command("sh", "-c", Self.waiting, "sh", "\(id)", "\(startTicks)", "\(max(0, twentieths))")
        command.deadline = limit + .seconds(20)
        let output = try await machine.run(command)
        guard output.exit == .exited(3) || output.succeeded else {
            throw .failed(command: "wait for the end of process \(id)", exit: output.exit, message: output.errorText)
        }
        return output.succeeded
    }

    /// Arguments: the process, its start.
    private static let killing = #"""
        p=$1 t=$2; set -f
        { read -r s <"/proc/$p/stat"; } 2>/dev/null || exit 0
        s=${s##*) }; set -- $s
        [ "${20}" = "$t" ] || exit 0
        kill -s KILL "$p" 2>/dev/null || [ ! -d "/proc/$p" ]
        """#

    /// Ends the process there at once.
    func killThere(on machine: any Machine) async throws(TransportError) {
        try await machine.check(Command("sh", "-c", Self.killing, "sh", "\(id)", "\(startTicks)"))
    }
}
