/// One of the thirty virtualization stacks: what it is made of from workload down to bare metal, how it works,
/// what it suits, and facts with their sources. Read-only data.
public struct Stack: Codable, Hashable, Sendable, Identifiable {
    /// The stack's number in the list of thirty, 1…30. Number 17 is an alias of 5 and has no stack of its own.
    public var number: Int
    /// Short kebab-case name, as commands take it: `lxc`, `qemu-kvm`, `xcp-ng`.
    public var id: String
    /// The stack's name in the reference table.
    public var title: String
    /// The way from hardware to workload as the heading gives it: `Bare Metal`, `Linux`, `LXC`.
    public var chain: [String]
    /// The reference table's row: layers from bottom to top.
    public var path: [String]
    /// What the stack is best for, in the reference table's words.
    public var bestFor: String
    /// The reference table's rating: `Low`, `Low-Med`, `Medium`, `Med-High`, `High`, `Very High`, `Extreme`.
    public var complexity: String
    /// Other numbers and titles the same stack is listed under.
    public var aliases: [StackAlias]
    /// Rows of the picture from workloads (first) to bare metal (last).
    public var layers: [Layer]
    /// Connections between layers, top to bottom.
    public var links: [Link]
    /// Separate pictures of several nodes working together.
    public var clusters: [Cluster]
    /// Step by step, how the parts work together.
    public var howItWorks: [String]
    /// Where the stack is used.
    public var useCase: String
    /// Advantages.
    public var pros: [String]
    /// Disadvantages, each with what Strata does about it.
    public var cons: [Con]
    /// Facts, each with its source.
    public var facts: [Fact]
    /// Places where the document the names come from is wrong or out of date.
    public var errata: [Erratum]

    package init(
        number: Int, id: String, title: String, chain: [String], path: [String], bestFor: String, complexity: String, aliases: [StackAlias],
        layers: [Layer], links: [Link], clusters: [Cluster], howItWorks: [String], useCase: String, pros: [String], cons: [Con],
        facts: [Fact], errata: [Erratum]
    ) {
        self.number = number
        self.id = id
        self.title = title
        self.chain = chain
        self.path = path
        self.bestFor = bestFor
        self.complexity = complexity
        self.aliases = aliases
        self.layers = layers
        self.links = links
        self.clusters = clusters
        self.howItWorks = howItWorks
        self.useCase = useCase
        self.pros = pros
        self.cons = cons
        self.facts = facts
        self.errata = errata
    }
}

extension Stack {
    /// The fact of a key, if this stack records one.
    public func fact(_ key: FactKey) -> Fact? { facts.first { $0.key == key } }

    /// The values of a fact, empty where the stack records none.
    public func values(_ key: FactKey) -> [String] { fact(key)?.values ?? [] }

    /// Every box of the main picture and of the cluster pictures, outer before inner, in reading order.
    public var boxes: [Box] {
        (layers + clusters.flatMap(\.layers)).flatMap { layer in layer.rows.flatMap { $0.boxes.flatMap(\.withNested) } }
    }

    /// Identifiers that a driver may report a state for: all layers, then all boxes.
    public var boxIDs: [BoxID] { (layers + clusters.flatMap(\.layers)).map(\.id) + boxes.map(\.id) }
}
