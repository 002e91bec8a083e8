public import StrataAPI
public import StrataStore

/// Which objects of a kind are meant.
public struct ObjectSelection: Sendable {
    /// One namespace, or empty for all of them and for cluster-scoped kinds.
    public var namespace: String
    public var labels: LabelSelector
    public var fields: FieldSelector

    public init(namespace: String = "", labels: LabelSelector = .everything, fields: FieldSelector = .everything) {
        self.namespace = namespace
        self.labels = labels
        self.fields = fields
    }

    func matches(_ object: StoredObject) -> Bool {
        (labels.isEmpty || labels.matches(object.labels)) && (fields.isEmpty || fields.matches { object.fields[$0] })
    }
}

/// How a list is wanted.
public struct ListRequest: Sendable {
    public var selection: ObjectSelection
    /// At most so many objects; nil for all.
    public var limit: Int?
    /// The token of the page before.
    public var continuation: String?
    /// The answer must be at least as new as this; nil for the newest there is.
    public var notOlderThan: Revision?
    /// The answer must show exactly this moment; nil for any.
    public var exactly: Revision?

    public init(
        selection: ObjectSelection = ObjectSelection(), limit: Int? = nil, continuation: String? = nil, notOlderThan: Revision? = nil,
        exactly: Revision? = nil
    ) {
        self.selection = selection
        self.limit = limit
        self.continuation = continuation
        self.notOlderThan = notOlderThan
        self.exactly = exactly
    }
}

/// One page of a list.
public struct ObjectPage: Sendable {
    public var objects: [StoredObject]
    /// What the list's `metadata.resourceVersion` says: a watch from here misses nothing.
    public var revision: Revision
    /// The token for the next page; nil on the last.
    public var continuation: String?
    /// How many objects follow, where that is known.
    public var remaining: Int?
}

/// How a watch is wanted.
public struct WatchRequest: Sendable {
    public var selection: ObjectSelection
    /// Events after this revision; nil to begin with an `ADDED` for every object there is.
    public var after: Revision?
    public var wantsBookmarks: Bool
    /// Whether to send what exists first, and a bookmark that says where that ends (`sendInitialEvents`).
    public var sendsInitialEvents: Bool

    public init(
        selection: ObjectSelection = ObjectSelection(), after: Revision? = nil, wantsBookmarks: Bool = false,
        sendsInitialEvents: Bool = false
    ) {
        self.selection = selection
        self.after = after
        self.wantsBookmarks = wantsBookmarks
        self.sendsInitialEvents = sendsInitialEvents
    }
}

/// What a client says about a write besides the object.
public struct WriteOptions: Sendable {
    /// What to do with fields that the kind does not have.
    public enum FieldValidation: String, Sendable {
        case strict = "Strict"
        case warn = "Warn"
        case ignore = "Ignore"
    }

    /// Which part of the object a write is about.
    public enum Part: Sendable {
        /// All but the status.
        case main
        /// The status alone.
        case status
        /// Both in one write, for controllers: what is wished and what is, where one follows from the other.
        case whole
    }

    /// Who writes, for `managedFields`; nil where that is not recorded.
    public var manager: String?
    public var fieldValidation: FieldValidation
    /// Everything is done but the write.
    public var isDryRun: Bool
    /// Whether server-side apply takes over fields that others own.
    public var forcesConflicts: Bool
    public var part: Part
    /// Member names that the body repeats, as the parser found them.
    public var duplicates: [String]
    /// Whether fields may change that are immutable to clients, for the controllers that bring such a change about.
    public var mayChangeImmutable = false

    public init(
        manager: String? = nil, fieldValidation: FieldValidation = .strict, isDryRun: Bool = false, forcesConflicts: Bool = false,
        part: Part = .main, duplicates: [String] = []
    ) {
        self.manager = manager
        self.fieldValidation = fieldValidation
        self.isDryRun = isDryRun
        self.forcesConflicts = forcesConflicts
        self.part = part
        self.duplicates = duplicates
    }
}

/// A change of an object in one of the notations that Kubernetes knows.
public enum Patch: Sendable {
    /// RFC 6902.
    case json(JSONValue)
    /// RFC 7386.
    case merge(JSONValue)
    /// Kubernetes' strategic merge patch, for core kinds only.
    case strategic(JSONValue)
    /// Server-side apply.
    case apply(JSONValue)
}

/// How a deletion is wanted (`metav1.DeleteOptions`).
public struct DeleteOptions: Sendable {
    public enum Propagation: String, Sendable {
        case background = "Background"
        case foreground = "Foreground"
        case orphan = "Orphan"
    }

    public var propagation: Propagation
    /// Seconds the object is given to end; zero for at once; nil for the kind's own.
    public var gracePeriodSeconds: Int?
    public var uid: UID?
    public var revision: Revision?
    public var isDryRun: Bool

    public init(
        propagation: Propagation = .background, gracePeriodSeconds: Int? = nil, uid: UID? = nil, revision: Revision? = nil,
        isDryRun: Bool = false
    ) {
        self.propagation = propagation
        self.gracePeriodSeconds = gracePeriodSeconds
        self.uid = uid
        self.revision = revision
        self.isDryRun = isDryRun
    }
}

/// What a write left behind.
public struct WriteResult: Sendable {
    public enum Outcome: Sendable {
        case created
        case updated
        /// The write would have changed nothing and was not made.
        case unchanged
        /// The object is gone.
        case deleted
        /// The object goes once its finalizers have let go.
        case deleting
    }

    public var object: StoredObject
    public var outcome: Outcome
    /// Sentences for the client's `Warning` headers.
    public var warnings: [String]
}
