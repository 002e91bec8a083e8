/// What one object takes of its namespace's quotas.
public struct QuotaUse: Sendable, Hashable {
    /// Whether the object counts at all. A machine that Strata only observes takes nothing.
    public var isCounted = true
    /// CPU time in thousandths of a core; nil for no limit.
    public var cpu: Int64?
    /// Memory in bytes; nil for no limit.
    public var memory: Int64?
    /// Disk in bytes; nil for none of its own.
    public var storage: Int64?

    public init() {}

    /// The amounts that are added up: how many, CPU, memory, storage.
    public var amounts: SIMD4<Int64> { isCounted ? SIMD4(1, cpu ?? 0, memory ?? 0, storage ?? 0) : .zero }
}

/// A kind whose objects take more of a quota than their number.
public protocol Quotable: Resource {
    /// What an object takes, by its JSON.
    static func quotaUse(of object: JSONValue) -> QuotaUse

    /// The field that an object must have where a resource is limited; nil for resources that the kind has none of, or need not have.
    static func quotaField(_ resource: QuotaResource) -> FieldPath?
}

extension Instance: Quotable {
    public static func quotaUse(of object: JSONValue) -> QuotaUse {
        var use = QuotaUse()
        let spec = object["spec"]
        let management = spec?["management"]
        use.isCounted = management?.string != Right.observe.rawValue && management != [.string(Right.observe.rawValue)]
        use.cpu = spec?["cpu"]?["cores"]?.double.map { Int64(($0 * 1000).rounded(.up)) }
        use.memory = Quantity(json: spec?["memory"])?.value
        use.storage = Quantity(json: spec?["disk"])?.value
        return use
    }

    public static func quotaField(_ resource: QuotaResource) -> FieldPath? {
        switch resource {
        case .cpu: FieldPath("spec", "cpu", "cores")
        case .memory: FieldPath("spec", "memory")
        case .storage, .count: nil
        }
    }
}

extension Volume: Quotable {
    public static func quotaUse(of object: JSONValue) -> QuotaUse {
        var use = QuotaUse()
        use.storage = Quantity(json: object["spec"]?["size"])?.value
        return use
    }

    public static func quotaField(_ resource: QuotaResource) -> FieldPath? { nil }
}

extension Quantity {
    /// Reads a quantity as documents have it: text, or a number of bytes; nil for anything else.
    fileprivate init?(json: JSONValue?) {
        guard let text = json?.string ?? json?.int.map(String.init) else { return nil }
        self.init(text)
    }
}
