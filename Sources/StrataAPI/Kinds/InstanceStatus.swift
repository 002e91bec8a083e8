extension Instance {
    /// What the machine is doing, as far as Strata knows.
    public enum Phase: String, Sendable, CaseIterable {
        case pending = "Pending"
        case creating = "Creating"
        case stopped = "Stopped"
        case starting = "Starting"
        case running = "Running"
        case paused = "Paused"
        case suspended = "Suspended"
        case stopping = "Stopping"
        case deleting = "Deleting"
        case failed = "Failed"
        /// The site cannot be asked; what was last known is in the conditions.
        case unknown = "Unknown"
    }

    public struct Usage: Sendable, Equatable {
        /// CPU time used since the start, in seconds.
        public var cpuSeconds: Double?
        public var memory: Quantity?
        public var processes: Int?
        /// How many cores' time it uses at the moment, where the stack measures that.
        public var cores: Double?
        /// What it reads from and writes to its disks, and what comes in and goes out over the network, in bytes per second.
        public var diskRead: Quantity?
        public var diskWritten: Quantity?
        public var networkReceived: Quantity?
        public var networkSent: Quantity?

        public init() {}
    }

    /// Something Strata is about to do to the machine, written down before it is done, so that a restart knows of it.
    public struct Operation: Sendable, Equatable {
        public var name = ""
        public var startedAt: Timestamp?

        public init(name: String = "", startedAt: Timestamp? = nil) {
            self.name = name
            self.startedAt = startedAt
        }
    }

    public struct Status: Sendable, Equatable {
        public var phase = Phase.pending
        /// The stack's own name for the machine.
        public var nativeID = ""
        public var host = ""
        /// The instance that is noted on the machine where it is none of this server's, in words; empty otherwise.
        public var owner = ""
        /// That instance's UID, for ``Spec/takeOver``.
        public var ownerUID = ""
        public var addresses: [String] = []
        /// What its stack attaches to it, as people sort machines by.
        public var tags: [String] = []
        /// The same with values, by their names.
        public var attributes: [String: String] = [:]
        public var usage = Usage()
        /// The process id of the machine's first process, seen from its host.
        public var pid: Int?
        public var startedAt: Timestamp?
        public var imageDigest = ""
        /// The power it was last brought to on request: a machine that has another ended by itself, or was touched by others.
        public var power: Power?
        /// How often it was started again because it had ended by itself.
        public var restarts = 0
        /// How its last run that ended by itself did so.
        public var lastExit: Exit?
        /// Where the machine is not what the instance says; empty while it is.
        public var drift: [Difference] = []
        /// Who made it differ, how they came and when, in words, as far as the stack tells; empty while nothing differs.
        public var changedBy = ""
        /// What the machine was like when it was last compared with the instance, as a digest.
        public var settings = ""
        public var operation: Operation?
        /// When the machine was last seen.
        public var lastSeen: Timestamp?
        public var observedGeneration = 0
        public var conditions: [Condition] = []

        public init() {}

        static let schema = Schema<Status>.object("What is.", initial: Status()) {
            Field("phase", \.phase, .cases, "What the machine is doing.")
            Field("nativeID", \.nativeID, .string, "The stack's own name for it.")
            Field("host", \.host, .string, "The host it is on.")
            Field("owner", \.owner, .string, "The instance that is noted on the machine, where this server does not have it.")
            Field("ownerUID", \.ownerUID, .string, "That instance's UID, which spec.takeOver can name.")
            Field("addresses", \.addresses, .list(.string), "Its network addresses.")
            Field("tags", \.tags, .list(.string), "What its stack attaches to it: vSphere's tags as CATEGORY/NAME, Proxmox VE's.")
            Field("attributes", \.attributes, .strings(), "The same with values: vSphere's custom attributes.")
            Field("usage", \.usage, usage, "What it uses.")
            Field("pid", \.pid, .integer(0 ... .max), "The first process's id on the host.")
            Field("startedAt", \.startedAt, .timestamp, "When it was started.")
            Field("imageDigest", \.imageDigest, .string, "The digest of the image it was created from.")
            Field("power", \.power, .cases, "The power it was last brought to on request.")
            Field("restarts", \.restarts, .nonZero, "How often it was started again because it had ended by itself.")
            Field("lastExit", \.lastExit, Exit.schema, "How its last run that ended by itself did so.")
            Field("drift", \.drift, .list(Difference.schema, .map(keys: ["field"])), "Where the machine is not what the instance says.")
            Field("changedBy", \.changedBy, .string, "Who made it differ, and when, as far as the stack tells.")
            Field("settings", \.settings, .string, "A digest of what the machine was like when it was last compared with the instance.")
            Field("operation", \.operation, operation, "What Strata is doing to it.")
            Field("lastSeen", \.lastSeen, .timestamp, "When it was last seen.")
            Field("observedGeneration", \.observedGeneration, .nonZero, "The generation this status is about.")
            Field("conditions", \.conditions, .list(Condition.schema, .map(keys: ["type"])), "Ready, Reachable, InSync.")
        }

        private static let usage = Schema<Usage>.object("What it uses.", initial: Usage()) {
            Field("cpuSeconds", \.cpuSeconds, .number(0 ... .infinity), "CPU time since the start, in seconds.")
            Field("memory", \.memory, .quantity(), "Memory in use.")
            Field("processes", \.processes, .integer(0 ... .max), "Processes and threads.")
            Field("cores", \.cores, .number(0 ... .infinity), "How many cores' time it uses at the moment, where its stack measures that.")
            Field("diskRead", \.diskRead, .quantity(), "What it reads from its disks in a second, where its stack measures that.")
            Field("diskWritten", \.diskWritten, .quantity(), "What it writes to its disks in a second.")
            Field("networkReceived", \.networkReceived, .quantity(), "What comes in over the network in a second.")
            Field("networkSent", \.networkSent, .quantity(), "What goes out over the network in a second.")
        }

        private static let operation = Schema<Operation>.object("What Strata is about to do.", initial: Operation()) {
            Field("name", \.name, .string, "Create, Start, Stop, …")
            Field("startedAt", \.startedAt, .timestamp, "Since when.")
        }
    }
}
