import Testing

/// An argument of a test that is shown by its name, since the text itself may be very long.
struct Sample: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String

    init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }

    var testDescription: String { name }
}
