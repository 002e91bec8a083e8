public import StrataAPI

/// Values as the server's versions write them: numbers also as text, truth as `1`, `"1"` or true.
extension JSONValue {
    /// A whole number.
    public var lenientInt: Int64? {
        if let int { return int }
        if let double { return Int64(exactly: double.rounded()) }
        return string.flatMap { Int64($0) }
    }

    /// A number.
    public var lenientDouble: Double? {
        if let double { return double }
        if let int { return Double(int) }
        return string.flatMap { Double($0) }
    }

    /// A text; numbers as they are written.
    public var lenientText: String? { string ?? int.map { "\($0)" } ?? double.map { "\($0)" } }

    /// Whether it is neither missing, zero, empty nor false.
    public var isTruthy: Bool {
        if let bool { return bool }
        if let number = lenientInt { return number != 0 }
        return string.map { !$0.isEmpty } ?? false
    }
}
