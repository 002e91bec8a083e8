public import StrataAPI
public import StrataDriverKit

extension QEMUDriver: Secluding {
    /// See ``Secluding/secluded(_:in:)``: another directory of machines.
    public static func secluded(_ options: JSONValue, in directory: String) -> JSONValue {
        var options = options
        options["path"] = .string("\(directory)/\(Engine.stack)")
        return options
    }
}
