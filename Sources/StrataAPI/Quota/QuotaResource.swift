/// Something of which a namespace may have so much, as a `ResourceQuota` names it.
public enum QuotaResource: Sendable, Hashable {
    /// How many objects of a kind there are: `count/instances.strata.dev`.
    case count(ResourceKind)
    /// The CPU limits of all instances together, in cores: `limits.cpu`.
    case cpu
    /// Their memory limits: `limits.memory`.
    case memory
    /// The disks that instances and volumes ask for: `requests.storage`.
    case storage

    /// The resource of a name; nil where there is none among these kinds.
    public init?(_ name: String, kinds: [ResourceKind]) {
        switch name {
        case "limits.cpu": self = .cpu
        case "limits.memory": self = .memory
        case "requests.storage": self = .storage
        default:
            guard name.hasPrefix("count/"), let kind = kinds.first(where: { $0.isNamespaced && "count/\($0.qualifiedPlural)" == name })
            else {
                return nil
            }
            self = .count(kind)
        }
    }

    /// Its place among ``QuotaUse/amounts``.
    public var place: Int {
        switch self {
        case .count: 0
        case .cpu: 1
        case .memory: 2
        case .storage: 3
        }
    }

    /// An amount of it as Kubernetes writes it.
    public func quantity(_ amount: Int64) -> Quantity {
        let text =
            switch self {
            case .count: String(amount)
            case .cpu: amount % 1000 == 0 ? String(amount / 1000) : "\(amount)m"
            case .memory, .storage: Quantity(bytes: amount).text
            }
        return Quantity(text) ?? Quantity(bytes: amount)
    }

    /// The amount behind a quantity, in the unit of ``QuotaUse/amounts``.
    public func amount(_ quantity: Quantity) -> Int64 { self == .cpu ? Int64(clamping: quantity.thousandths) : quantity.value }
}
