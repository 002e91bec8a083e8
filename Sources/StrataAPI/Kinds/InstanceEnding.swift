extension Instance {
    /// What becomes of a machine that should run and ended by itself.
    public enum Restart: String, Sendable, CaseIterable {
        /// It is started again, however it ended.
        case always = "Always"
        /// It is started again unless it is known to have ended well.
        case onFailure = "OnFailure"
        /// It stays stopped until somebody starts it.
        case never = "Never"
    }

    /// How a machine's run ended, as far as its stack tells.
    public struct Exit: Sendable, Hashable {
        /// What the first process ended with; nil where a signal ended it, where there is none, or where the stack does not tell.
        public var code: Int?
        /// The number of the signal that ended the first process.
        public var signal: Int?
        /// One word in CamelCase: `Completed`, `Failed`, `Killed`, `Panicked`, `Unknown`.
        public var reason: String
        /// When it ended, or was first seen to have.
        public var finishedAt: Timestamp?

        public init(code: Int? = nil, signal: Int? = nil, reason: String = "", finishedAt: Timestamp? = nil) {
            self.code = code
            self.signal = signal
            self.reason = reason
            self.finishedAt = finishedAt
        }

        /// An end that nobody saw.
        public static let unknown = Exit(reason: "Unknown")

        /// The end of a first process by itself.
        public static func exited(_ code: Int) -> Exit { Exit(code: code, reason: code == 0 ? "Completed" : "Failed") }

        /// Whether it is known to have ended as it should.
        public var isSuccess: Bool { reason == "Completed" }

        /// `with exit code 3`, `by signal 9`, or how else it ended.
        public var words: String {
            if let signal { return "by signal \(signal)" }
            if let code { return "with exit code \(code)" }
            return switch reason {
            case "Completed": "by shutting itself down"
            case "Unknown", "": "in a way that nobody saw"
            default: "as \(reason)"
            }
        }

        static let schema = Schema<Exit>.object("How a run ended.", initial: Exit()) {
            Field("code", \.code, .integer(0...255), "What the first process ended with.")
            Field("signal", \.signal, .integer(0...255), "The signal that ended the first process.")
            Field("reason", \.reason, .string(StringRule(length: 0...64)), "Completed, Failed, Killed, Panicked or Unknown.")
            Field("finishedAt", \.finishedAt, .timestamp, "When it ended, or was first seen to have.")
        }
    }

    /// Whether the machine ended by itself and stays as it is until somebody starts it.
    public var hasEnded: Bool { spec.power != .stopped && status.phase == .stopped && status.conditions.holds("Ended") }
}
