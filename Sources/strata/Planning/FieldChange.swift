import StrataAPI

/// A field that differs between two states of an object.
struct FieldChange: Sendable, Hashable {
    /// As `spec.memory`.
    var field: String
    var before: JSONValue?
    var after: JSONValue?

    /// The fields in which two values differ, sorted. Objects are looked into; anything else is one value, lists too.
    static func between(_ before: JSONValue?, _ after: JSONValue?, at path: String = "") -> [FieldChange] {
        if before == after { return [] }
        if before?.object != nil || after?.object != nil, before?.object != nil || before == nil, after?.object != nil || after == nil {
            let (old, new) = (before?.object ?? [:], after?.object ?? [:])
            return Set(old.keys).union(new.keys).sorted().flatMap { between(old[$0], new[$0], at: join(path, $0)) }
        }
        return [FieldChange(field: path, before: before, after: after)]
    }

    private static func join(_ path: String, _ member: String) -> String {
        // A key of a free map may hold dots; it is shown as the server shows it.
        if member.contains(".") || member.contains("/") { return "\(path)[\(member)]" }
        return path.isEmpty ? member : "\(path).\(member)"
    }

    /// Whether a field is the other one, a part of it, or holds it.
    static func isSame(_ one: String, _ other: String) -> Bool {
        one == other || one.hasPrefix("\(other).") || one.hasPrefix("\(other)[") || other.hasPrefix("\(one).") || other.hasPrefix("\(one)[")
    }
}
