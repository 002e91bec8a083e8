import StrataAPI
import StrataDriverKit

/// What QEMU says of a migration (QEMU QMP Reference Manual, `query-migrate`).
struct MigrationState: Sendable, Equatable {
    enum Stage: Sendable, Equatable {
        /// None was begun.
        case none
        case active
        /// The guest is held, and QEMU waits to be told to go on.
        case held
        case completed
        case failed(String)
        case cancelled
    }

    var stage: Stage
    /// Bytes of memory sent so far, and left.
    var sent: Int64 = 0
    var left: Int64 = 0
    /// How long the guest has been held, once it is.
    var downtime = Duration.zero

    init(_ json: JSONValue) {
        stage =
            switch json["status"]?.string ?? "none" {
            case "none": .none
            case "completed": .completed
            case "failed": .failed((json["error-desc"]?.string ?? "QEMU does not say why").printable(limit: 400))
            case "cancelled": .cancelled
            case "pre-switchover": .held
            default: .active
            }
        sent = max(0, json["ram"]?["transferred"]?.int ?? 0)
        left = max(0, json["ram"]?["remaining"]?.int ?? 0)
        downtime = .milliseconds(min(max(0, json["downtime"]?.int ?? 0), 86_400_000))
    }

    /// Whether something is under way that could yet take the guest from its QEMU.
    var isUnderWay: Bool { stage == .active || stage == .held }
}
