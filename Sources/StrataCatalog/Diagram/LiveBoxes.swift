public import StrataAPI

/// What is known of a site, to be drawn into its stack's picture.
public struct LiveBoxes: Codable, Hashable, Sendable {
    /// Whether a part of the stack is there.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// It is there and works.
        case present
        /// It is there, with something wrong.
        case degraded
        /// It is not there.
        case missing
        /// It could not be found out.
        case unknown
    }

    /// A value read from the site, such as a version or a size.
    public struct Fact: Codable, Hashable, Sendable {
        /// What was read: `version`, `pid`, `size`.
        public var name: String
        /// What it was, with its unit.
        public var value: String

        /// A value with its name.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// One layer's or box's state.
    public struct Report: Codable, Hashable, Sendable {
        /// Whether it is there.
        public var state: State
        /// A value or two.
        public var facts: [Fact]
        /// Why the state is what it is, when it is not `present`.
        public var reason: String?

        /// A report with everything said.
        public init(_ state: State, facts: [Fact] = [], reason: String? = nil) {
            self.state = state
            self.facts = facts
            self.reason = reason
        }
    }

    /// An instance that exists on the site.
    public struct Workload: Codable, Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Its state in Strata's words: `Running`, `Stopped`, `Paused`, `Unknown`…
        public var state: String
        /// One line more: image, address, size.
        public var detail: String
        /// The host it runs on, by ``Host/name``, where the site has several.
        public var host: String?
        /// The layer or box it belongs into, where that is known; otherwise it goes where its kind is drawn.
        public var place: BoxID?
        /// What it is: a stack that runs several kinds may draw them apart.
        public var type: InstanceType?
        /// What programs know it by; SVG carries it as `data-workload`.
        public var key: String?

        /// An instance with everything said.
        public init(
            name: String, state: String, detail: String = "", host: String? = nil, place: BoxID? = nil, type: InstanceType? = nil,
            key: String? = nil
        ) {
            self.name = name
            self.state = state
            self.detail = detail
            self.host = host
            self.place = place
            self.type = type
            self.key = key
        }
    }

    /// A machine of the site.
    public struct Host: Codable, Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Whether it takes part.
        public var state: State
        /// One line more: role, size, version.
        public var detail: String

        /// A host with everything said.
        public init(name: String, state: State, detail: String = "") {
            self.name = name
            self.state = state
            self.detail = detail
        }
    }

    /// States by layer or box id; what is absent was not reported.
    public var boxes: [BoxID: Report]
    /// So many instances are drawn in one place, and so many machines; of the rest only the number is told.
    public static let shown = 12

    /// The site's instances; nil when they could not be listed.
    public var workloads: [Workload]?
    /// The site's machines, where it has several.
    public var hosts: [Host]

    /// A picture's live content.
    public init(boxes: [BoxID: Report] = [:], workloads: [Workload]? = nil, hosts: [Host] = []) {
        self.boxes = boxes
        self.workloads = workloads
        self.hosts = hosts
    }
}

extension LiveBoxes.Workload {
    /// The mark that goes with the state word; an instance that was stopped on purpose has none.
    var mark: LiveBoxes.State? {
        switch state.lowercased() {
        case "running", "ready", "active", "up", "started": .present
        case "stopped", "halted", "off", "shutoff", "succeeded", "completed": nil
        case "unknown", "": .unknown
        default: .degraded
        }
    }
}
