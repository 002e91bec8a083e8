extension Instance {
    /// One network card, and where it leads.
    public struct Card: Sendable, Equatable {
        /// A Network of the instance's namespace, or `default` for the site's own network.
        public var network = Network.standard
        /// The IPv4 address it is to have; empty for any.
        public var address = ""
        /// The hardware address it is to have; empty for one that is made from its address.
        public var mac = ""

        public init(network: String = Network.standard, address: String = "", mac: String = "") {
            self.network = network
            self.address = address
            self.mac = mac
        }

        static let schema = Schema<Card>.object("One network card, and where it leads.", initial: Card()) {
            Field(
                "network", \.network, .string(.subdomain), default: Network.standard,
                "A Network of this namespace, or default for the site's own.")
            Field("address", \.address, .string(.address), "The IPv4 address it is to have; any that is free when left out.")
            Field("mac", \.mac, .string(.hardwareAddress), "The hardware address it is to have; made from its address when left out.")
        }
    }

    /// A volume, and where its data is seen.
    public struct Mount: Sendable, Equatable {
        /// A Volume of the instance's namespace.
        public var volume = ""
        /// Where a container sees it; empty for virtual machines, which see a disk.
        public var path = ""
        public var isReadOnly = false

        public init(volume: String = "", path: String = "", isReadOnly: Bool = false) {
            self.volume = volume
            self.path = path
            self.isReadOnly = isReadOnly
        }

        static let schema = Schema<Mount>.object("A volume, and where its data is seen.", initial: Mount()) {
            Field("volume", \.volume, .string(.subdomain), isRequired: true, "A Volume of this namespace.")
            Field(
                "path", \.path, .string(path),
                "Where a container sees it. Virtual machines see a disk whose serial number is the volume's name.")
            Field("readOnly", \.isReadOnly, .bool, "Whether it can be read only. Several instances may read what nobody writes.")
        }

        private static let path = StringRule(
            length: 0...1024,
            check: { text in
                if text.isEmpty { return nil }
                let parts = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
                let isPlain = text.hasPrefix("/") && !parts.isEmpty && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
                // It stands in a line of a container's configuration.
                let hasOnlyPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "#") }
                return isPlain && hasOnlyPlain ? nil : "must be an absolute path without '.', '..', '//', white space, '#' and '\\'"
            })
    }

    /// What is wrong with cards and mounts as a whole.
    func checkAttachments(into issues: inout FieldIssues) {
        func check(_ list: String, _ member: String, _ values: [String]) {
            var taken: Set<String> = []
            for (index, value) in values.enumerated() where !value.isEmpty && !taken.insert(value).inserted {
                issues.add(FieldPath("spec", list).index(index).member(member), .duplicate, "Duplicate value: \"\(value)\"")
            }
        }
        check("networks", "network", spec.networks.map(\.network))
        check("networks", "mac", spec.networks.map(\.mac))
        check("volumes", "volume", spec.volumes.map(\.volume))
        check("volumes", "path", spec.volumes.map(\.path))
    }
}
