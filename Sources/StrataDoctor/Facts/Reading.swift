/// Something read from a machine, or why it could not be.
public enum Reading<Value: Sendable & Equatable>: Sendable, Equatable {
    /// What is so.
    case known(Value)
    /// It could not be read; the text says why. Nothing may be concluded from it.
    case unknown(String)

    /// The value, where it is known.
    public var value: Value? { if case .known(let value) = self { value } else { nil } }

    /// The same with the value turned into another.
    func map<Other>(_ transform: (Value) -> Other) -> Reading<Other> {
        switch self {
        case .known(let value): .known(transform(value))
        case .unknown(let why): .unknown(why)
        }
    }
}

extension Reading: Encodable where Value: Encodable {
    private enum CodingKeys: String, CodingKey {
        case unknown
    }

    /// Writes the value itself, or `{"unknown": why}`.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .known(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .unknown(let why):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(why, forKey: .unknown)
        }
    }
}
