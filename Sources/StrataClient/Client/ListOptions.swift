/// Which objects of a kind are meant.
public struct ListOptions: Sendable {
    /// A label selector, in `kubectl -l`'s notation; empty for all.
    public var labelSelector = ""
    /// A field selector, in `kubectl --field-selector`'s notation; empty for all.
    public var fieldSelector = ""
    /// How many objects are asked for at once.
    public var pageSize = 500
    /// The most objects that are taken in.
    public var countLimit = 1_000_000

    public init(labelSelector: String = "", fieldSelector: String = "") {
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
    }

    var query: [(name: String, value: String)] {
        var query: [(name: String, value: String)] = []
        if !labelSelector.isEmpty { query.append(("labelSelector", labelSelector)) }
        if !fieldSelector.isEmpty { query.append(("fieldSelector", fieldSelector)) }
        return query
    }
}
