public import StrataAPI
public import StrataDriverKit

extension NspawnDriver: Secluding {
    /// See ``Secluding/secluded(_:in:)``: another directory of machines. Where systemd is the host's first process there is one for all, and names tell them apart.
    public static func secluded(_ options: JSONValue, in directory: String) -> JSONValue {
        var options = options
        options["path"] = .string("\(directory)/nspawn")
        return options
    }
}
