import StrataAPI

/// Why a driver could not do what it was asked to.
public enum DriverError: Error, Sendable, CustomStringConvertible {
    /// The site does not answer. Trying again later may help.
    case unreachable(Failure)
    /// The stack did not answer in time. Whether it acted is unknown; the same call may be made again.
    case timedOut(Failure)
    /// The stack failed in a way that may pass.
    case failed(Failure)
    /// The stack said no, and will say so again until something is changed.
    case refused(Failure)
    /// The machine does not exist.
    case notFound(Failure)
    /// The machine exists but is not Strata's, or is another instance's.
    case notOwned(Failure)
    /// The driver has no code for it.
    case unsupported(Ability, stack: String)
    /// This site cannot do it.
    case unavailable(Ability, because: String)
    case cancelled

    /// What was attempted, on what, what the stack answered and what to do about it.
    public struct Failure: Sendable, Hashable {
        /// As a verb: `start`, `read the configuration of`.
        public var attempt: String
        public var object: String
        /// The stack's own words, without secrets.
        public var answer: String
        /// A sentence that names a command or setting, where there is one that helps.
        public var hint: String

        public init(_ attempt: String, _ object: String, answer: String, hint: String = "") {
            self.attempt = attempt
            self.object = object
            self.answer = answer
            self.hint = hint
        }
    }

    /// Whether the same call may succeed later without anybody changing anything.
    public var isTransient: Bool {
        switch self {
        case .unreachable, .timedOut, .failed, .cancelled: true
        case .refused, .notFound, .notOwned, .unsupported, .unavailable: false
        }
    }

    /// One word in CamelCase for conditions and events.
    public var reason: String {
        switch self {
        case .unreachable: "Unreachable"
        case .timedOut: "TimedOut"
        case .failed: "Failed"
        case .refused: "Refused"
        case .notFound: "NotFound"
        case .notOwned: "NotOwned"
        case .unsupported: "Unsupported"
        case .unavailable: "Unavailable"
        case .cancelled: "Cancelled"
        }
    }

    public var description: String {
        switch self {
        case .unreachable(let failure), .timedOut(let failure), .failed(let failure), .refused(let failure), .notFound(let failure),
            .notOwned(let failure):
            let sentence = "could not \(failure.attempt) \(failure.object.printable(limit: 120)): \(Self.brief(failure.answer))"
            return failure.hint.isEmpty ? sentence : "\(sentence). \(failure.hint)"
        case .unsupported(let ability, let stack): return "the \(stack) driver cannot \(ability.deed)"
        case .unavailable(let ability, let why): return "this site cannot \(ability.deed): \(why)"
        case .cancelled: return "cancelled"
        }
    }

    /// A long answer without its middle: where it quotes the command that failed, the cause is at its end.
    private static func brief(_ answer: String) -> String {
        let (limit, end) = (600, 360)
        guard answer.unicodeScalars.count > limit else { return answer.printable(limit: limit) }
        return answer.printable(limit: limit - end) + " " + String(answer.unicodeScalars.suffix(end)).printable(limit: end)
    }
}
