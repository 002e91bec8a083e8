import SimulatorKit
import StrataAPI

extension SimulatorRequest {
    /// Whether the body is JSON and no form.
    var isJSON: Bool { headers["content-type"]?.hasPrefix("application/json") == true }

    /// The parameters in the body, a form or JSON, those of lists one by one; nil where it is neither.
    var bodyParameters: [(name: String, value: String)]? {
        guard isJSON else { return FormFields.parse(String(decoding: body, as: UTF8.self)) }
        guard let object = try? JSONValue(parsing: body).object else { return nil }
        return object.sorted { $0.key < $1.key }.flatMap { key, value in
            (value.array ?? [value]).compactMap { item in Self.text(of: item).map { (key, $0) } }
        }
    }

    private static func text(of value: JSONValue) -> String? {
        value.string ?? value.int.map { "\($0)" } ?? value.bool.map { $0 ? "1" : "0" } ?? value.double.map { "\($0)" }
    }
}
