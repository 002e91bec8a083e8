public import StrataAPI

/// Machines can be kept apart from the site's others, on the same host with the same tools, so that trials never meet them.
public protocol Secluding: Driver {
    /// `spec.options` of a Site whose machines lie below a directory of their own, everything else being as in `options`.
    static func secluded(_ options: JSONValue, in directory: String) -> JSONValue
}
