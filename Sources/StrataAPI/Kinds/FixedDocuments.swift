/// The objects of a kind that are part of the program: nothing is made of them before somebody asks.
public struct FixedDocuments: Sendable {
    /// One object.
    public struct Document: Sendable {
        /// Its metadata, `resourceVersion` aside.
        public var metadata: JSONValue
        /// The object after its metadata as JSON members, such as `"spec":{…}`.
        public var members: [UInt8]

        /// A document of its two parts.
        public init(metadata: JSONValue, members: [UInt8]) {
            self.metadata = metadata
            self.members = members
        }
    }

    /// Everything, with the number that stands for this state of it.
    public struct Contents: Sendable {
        /// The `resourceVersion` of all objects and of lists. Another release with other contents must have another.
        public var revision: UInt64
        /// The objects, in any order.
        public var documents: [Document]

        /// Contents of their two parts.
        public init(revision: UInt64, documents: [Document]) {
            self.revision = revision
            self.documents = documents
        }
    }

    /// How many objects there are.
    public var count: Int
    /// Makes the objects; called once, when they are first asked for.
    public var load: @Sendable () -> Contents

    /// Documents that `load` makes.
    public init(count: Int, load: @escaping @Sendable () -> Contents) {
        self.count = count
        self.load = load
    }
}
