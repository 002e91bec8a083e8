/// What an instance starts from: a root file system or a disk, stored once by its digest.
public struct Image: Resource {
    public struct Spec: Sendable, Equatable {
        /// Where the image comes from: `busybox`, `tiny`, `debian/12`, `debian/12/vm`, or an absolute path to a root file system's tarball, a disk or a CD.
        public var source = ""
        public var architecture = ""
        public var type = InstanceType.container

        public init() {}
    }

    public struct Status: Sendable, Equatable {
        public enum Phase: String, Sendable, CaseIterable {
            case pending = "Pending"
            case building = "Building"
            case ready = "Ready"
            case failed = "Failed"
        }

        public var phase = Phase.pending
        /// `sha256:` and the digest of the stored root file system.
        public var digest = ""
        public var size: Quantity?
        /// Percent done, while the image is being built.
        public var progress: Int?
        public var message = ""
        public var observedGeneration = 0
        public var conditions: [Condition] = []

        public init() {}
    }

    public var metadata: ObjectMeta
    public var spec = Spec()
    public var status = Status()

    public init(name: ObjectName) { metadata = ObjectMeta(name: name.name, namespace: name.namespace) }

    public static let kind = ResourceKind.strata("Image", plural: "images", shortNames: ["img"], scope: .namespaced)
    public static let selectableFields = ["spec.source", "status.phase"]

    /// What the source of an image begins with whose content a client sends; an id follows, unique for all time.
    public static let uploadPrefix = "upload/"

    /// What an image may come from: a recipe's name or an absolute path.
    public static let source = StringRule(
        length: 1...1024,
        check: { text in
            if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) { return "must not hold control characters" }
            if text.hasPrefix("/") {
                return text.split(separator: "/").contains("..") ? "the path must not contain '..'" : nil
            }
            let isRecipe =
                !text.contains("..")
                && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
                    StringRule.subdomain.check?(String(part)) == nil && !part.isEmpty
                }
            return isRecipe
                ? nil : "must be the name of an image, such as busybox or debian/12, or an absolute path to a root file system's tarball"
        })

    /// What can be started from an image of a source, as far as its name tells: a virtual machine from `tiny`, `tiny/arm64`, `debian/12/vm` and files
    /// named as disks are, a container from all else.
    public static func type(ofSource source: String) -> InstanceType {
        if source.hasPrefix("/") {
            let isDisk = [".qcow2", ".raw", ".img", ".vmdk", ".vhdx", ".vdi", ".iso"].contains { source.lowercased().hasSuffix($0) }
            return isDisk ? .virtualMachine : .container
        }
        let parts = source.split(separator: "/")
        return parts.first == "tiny" || (parts.count == 3 && parts.last == "vm") ? .virtualMachine : .container
    }

    /// The source that gives a type of instance where a name alone stands for a container: `debian/12` becomes `debian/12/vm` for a virtual machine.
    public static func source(_ source: String, for type: InstanceType?) -> String {
        guard type == .virtualMachine else { return source }
        let parts = source.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.first == "debian", parts.count <= 2 else { return source }
        return parts.count == 2 ? "\(source)/vm" : "debian/12/vm"
    }

    public static let schema = Schema<Image>.object("What an instance starts from.", initial: Image(name: ObjectName(name: ""))) {
        Field("metadata", \.metadata, ObjectMeta.schema)
        Field(
            "spec", \.spec,
            .object("What the image is made of.", initial: Spec()) {
                Field(
                    "source", \.source, .string(source), isRequired: true, isImmutable: true,
                    "busybox, tiny, tiny/arm64, debian/12, debian/12/vm, or an absolute path to a root file system's tarball or a virtual machine's disk."
                )
                Field(
                    "architecture", \.architecture, .string(StringRule(length: 0...32)), isImmutable: true,
                    "The CPU architecture; this machine's when empty.")
                Field("type", \.type, .cases, default: .container, isImmutable: true, "What can be started from it.")
            }, isRequired: true)
        Field(
            "status", \.status,
            .object("How far the image is.", initial: Status()) {
                Field("phase", \.phase, .cases, "How far the image is.")
                Field("digest", \.digest, .string, "The digest under which it is stored.")
                Field("size", \.size, .quantity(), "What it takes on disk.")
                Field("progress", \.progress, .integer(0...100), "Percent done.")
                Field("message", \.message, .string(StringRule(length: 0...32_768)), "What is being done, or why it failed.")
                Field("observedGeneration", \.observedGeneration, .nonZero, "The generation this status is about.")
                Field("conditions", \.conditions, .list(Condition.schema, .map(keys: ["type"])), "What is known of the image.")
            })
    }

    public static let columns: [Column<Image>] = [
        Column("Source", "Where it comes from.") { .text($0.spec.source) },
        Column("Type", "What can be started from it.") { .text($0.spec.type.rawValue) },
        Column("Phase", "How far it is.") { .text($0.status.phase.rawValue + ($0.status.progress.map { " \($0)%" } ?? "")) },
        Column("Size", "What it takes on disk.") { .optional($0.status.size?.text) },
        Column("Digest", wide: true, "The digest under which it is stored.") { .optional($0.status.digest) },
        Column("Message", wide: true, "What is being done, or why it failed.") { .optional($0.status.message) },
    ]

    public func validate(into issues: inout FieldIssues) {}
}
