/// What a machine is to one stack.
public struct Diagnosis: Sendable, Equatable, Encodable {
    /// The answer in one word.
    public enum Verdict: String, Sendable, Equatable, Encodable, CaseIterable {
        /// Everything that could be checked is there and works.
        case runs
        /// It runs once the steps have been taken.
        case possible
        /// This machine, as the system that it runs, cannot.
        case impossible
        /// Something that decides it could not be read.
        case unknown
    }

    /// Something to do on the machine.
    public struct Step: Sendable, Equatable, Encodable {
        /// What to do, as a sentence.
        public var text: String
        /// Debian packages to install, exactly as they are called.
        public var packages: [String]
        /// Commands and settings, one each.
        public var settings: [String]

        init(_ text: String, packages: [String] = [], settings: [String] = []) {
            self.text = text
            self.packages = packages
            self.settings = settings
        }
    }

    /// The stack's number.
    public var number: Int
    /// Further numbers that mean this stack.
    public var aliasNumbers: [Int]
    /// The stack's id.
    public var stack: String
    /// The stack's title.
    public var title: String
    /// The answer.
    public var verdict: Verdict
    /// Why: for `impossible` what stands in the way, for `unknown` what could not be read, else what speaks for it.
    public var reasons: [String]
    /// What to do, in order.
    public var steps: [Step]
}

/// One condition of a stack, as it is on a machine.
enum Check: Sendable, Equatable {
    /// It is so; the text says what was seen.
    case met(String)
    /// It can be brought about.
    case missing(Diagnosis.Step)
    /// It cannot be brought about on this machine as it is.
    case blocked(String)
    /// It could not be read.
    case unknown(String)
}

extension Diagnosis {
    /// One obstacle decides; then anything unknown; then what is missing.
    static func judge(_ checks: [Check]) -> (verdict: Verdict, reasons: [String], steps: [Step]) {
        var met: [String] = []
        var blocked: [String] = []
        var unknown: [String] = []
        var steps: [Step] = []
        for check in checks {
            switch check {
            case .met(let text): if !text.isEmpty { met.append(text) }
            case .missing(let step): steps.append(step)
            case .blocked(let why): blocked.append(why)
            case .unknown(let what): unknown.append(what)
            }
        }
        if !blocked.isEmpty { return (.impossible, blocked, []) }
        if !unknown.isEmpty { return (.unknown, unknown, steps) }
        return steps.isEmpty ? (.runs, met, []) : (.possible, met, steps)
    }
}
