public import StrataAPI

/// Machines can be kept apart from the site's others, on the same host with the same tools, so that trials never meet them: the Site's option `path`
/// says where they lie.
public protocol Secluding: Driver {}

extension Secluding {
    /// `spec.options` of a Site whose machines lie below a directory of their own, everything else being as in `options`.
    public static func secluded(_ options: JSONValue, in directory: String) -> JSONValue {
        var options = options
        options["path"] = .string("\(directory)/\(stack)")
        return options
    }
}
