public import StrataAPI

/// Machines can be kept apart from the site's others, on the same host with the same tools, so that trials never meet them.
public protocol Secluding: Driver {
    /// `spec.options` of a Site whose machines are apart, by a directory that is theirs alone, everything else being as in `options`.
    static func secluded(_ options: JSONValue, in directory: String) -> JSONValue
}

extension Secluding {
    /// For drivers whose option `path` says where machines lie.
    public static func secluded(_ options: JSONValue, in directory: String) -> JSONValue {
        var options = options
        options["path"] = .string("\(directory)/\(stack)")
        return options
    }
}
