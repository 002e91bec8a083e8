import Glibc
import StrataDriverKit

/// Signals for processes whose identity was checked just before.
enum ProcessSignal {
    case reload
    case terminate
    case kill

    static func send(_ signal: ProcessSignal, to process: Int32, on machine: any Machine) async throws(NetworkError) {
        if machine.isLocal {
            guard Glibc.kill(process, signal.number) == 0 || errno == ESRCH else {
                throw .machine(attempt: "send \(signal.name) to process \(process)", .io(path: "/proc/\(process)", errno: errno))
            }
            return
        }
        // The shell's own kill: the program is in a package that small systems lack. A process that has gone is what was wanted.
        _ = try await machine.answer(
            of: .sh, ["-c", #"kill -s "$1" "$2""#, "sh", signal.name, String(process)], attempt: "send \(signal.name) to process \(process)"
        )
    }

    private var number: Int32 {
        switch self {
        case .reload: SIGHUP
        case .terminate: SIGTERM
        case .kill: SIGKILL
        }
    }

    private var name: String {
        switch self {
        case .reload: "HUP"
        case .terminate: "TERM"
        case .kill: "KILL"
        }
    }
}
