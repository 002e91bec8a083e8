import Glibc
import StrataDriverKit
import StrataLinuxHost

/// The consoles' logs.
enum LogFile {
    /// How long one may become, in bytes.
    static let limit = 1 << 20

    /// Arguments: a log. What it holds becomes its predecessor; nspawn goes on to append to it (open(2), O_APPEND).
    private static let script = #"cp -- "$1" "$1.new" && mv -- "$1.new" "$1.1" && : >"$1""#

    /// Cuts the logs of this machine that have become too long.
    static func shorten(_ places: MachinePlaces, _ tools: Tools) async throws(DriverError) {
        guard tools.machine.isLocal else { return }
        for name in try await tools.directories(in: places.state, "look at the logs of", tools.machine.name) {
            let path = "\(places.state)/\(name)/console.log"
            var status = stat()
            guard stat(path, &status) == 0, status.st_size > limit else { continue }
            try await tools.check(tools.script(script, [path]), "cut the log of", name)
        }
    }
}
