import ArgumentParser

/// `KEY=VALUE` on the command line. The value may be empty and may hold further `=`.
struct KeyValue: ExpressibleByArgument, Sendable, Hashable {
    var key: String
    var value: String

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else { return nil }
        key = String(argument[..<sign])
        value = String(argument[argument.index(after: sign)...])
    }

    /// Of a repeated key the last value counts.
    static func dictionary(_ pairs: [KeyValue]) -> [String: String] {
        Dictionary(pairs.map { ($0.key, $0.value) }) { _, last in last }
    }
}
