public import StrataAPI
public import StrataDriverKit

extension LXCDriver: Secluding {
    /// See ``Secluding/secluded(_:in:)``: another LXC path.
    public static func secluded(_ options: JSONValue, in directory: String) -> JSONValue {
        var options = options
        options["path"] = .string("\(directory)/lxc")
        return options
    }
}
