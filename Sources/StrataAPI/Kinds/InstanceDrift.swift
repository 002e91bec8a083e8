extension Instance {
    /// What becomes of a machine that was changed behind Strata's back. Its power is not meant: that follows ``Spec/power`` and ``Spec/restart``.
    public enum Drift: String, Sendable, CaseIterable {
        /// It is made again what the instance says.
        case correct = "Correct"
        /// It is told and left.
        case report = "Report"
    }

    /// A field in which a machine is not what its instance says.
    public struct Difference: Sendable, Hashable {
        /// As `spec.memory`.
        public var field: String
        /// What the instance says; ``JSONValue/null`` for nothing.
        public var wanted: JSONValue
        /// What the machine has; ``JSONValue/null`` for nothing.
        public var found: JSONValue

        public init(field: String = "", wanted: JSONValue = .null, found: JSONValue = .null) {
            self.field = field
            self.wanted = wanted
            self.found = found
        }

        /// `spec.memory is 128Mi, should be 64Mi`
        public var words: String { "\(field) is \(Self.words(found)), should be \(Self.words(wanted))" }

        private static func words(_ value: JSONValue) -> String {
            switch value {
            case .null: "not set"
            case .string(let text): text.printable(limit: 120)
            default: value.text.printable(limit: 200)
            }
        }

        /// The difference as it stands in a status.
        public var json: JSONValue { Self.schema.encode(self) ?? .object([:]) }

        static let schema = Schema<Difference>.object("A field in which the machine is not what the instance says.", initial: Difference())
        {
            Field("field", \.field, .string(StringRule(length: 1...512)), isRequired: true, "The field, such as spec.memory.")
            Field("wanted", \.wanted, value, "What the instance says; absent for nothing.")
            Field("found", \.found, value, "What the machine has; absent for nothing.")
        }

        private static let value = Schema<JSONValue>(Shape(.any), decode: { $0 }, encode: { $0.isNull ? nil : $0 })
    }
}
