import QMP
import StrataAPI

/// How a machine ended, in the words of QEMU's event SHUTDOWN (QEMU QMP Reference Manual, "ShutdownCause").
enum MachineExit {
    /// What an event tells of a machine's end; nil for one that is about something else.
    static func exit(of event: QMPEvent) -> Instance.Exit? {
        guard event.name == "SHUTDOWN" else { return nil }
        let reason =
            switch event.data["reason"]?.string {
            case "guest-shutdown", "guest-reset": "Completed"
            case "guest-panic": "Panicked"
            case "host-signal", "host-qmp-quit", "host-ui", "host-qmp-system-reset": "Killed"
            default: "Failed"
            }
        return Instance.Exit(reason: reason, finishedAt: event.time ?? .now())
    }
}
