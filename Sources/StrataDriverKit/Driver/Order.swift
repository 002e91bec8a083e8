public import StrataAPI

/// What a machine should be: an instance's wishes, with everything looked up that a driver cannot look up.
public struct Order: Sendable {
    /// The instance's identity, with which the machine is tagged.
    public var uid: UID
    public var name: ObjectName
    public var type: InstanceType
    /// What to start from; nil when an existing machine is only to be changed.
    public var image: StoredImage?
    /// What the stack calls the image to start from, for drivers that are ``NativeImaging``; empty for one of the library's.
    public var nativeImage = ""
    public var cpuCores: Double?
    public var memory: Quantity?
    /// The least size of the machine's own disk; nil for the image's.
    public var disk: Quantity?
    public var processes: Int?
    /// Empty for the image's own.
    public var command: [String]
    public var environment: [String: String]
    public var hostname: String
    public var ports: [Instance.Port]
    /// Network cards, the first being the way out; empty for one on the site's own network, or none where its options say so.
    public var networks: [CardOrder] = []
    public var volumes: [MountOrder] = []
    public var labels: [String: String]
    /// The server that the instance is kept by, in words, as it is noted on the machine; empty where that is not noted.
    public var server = ""
    /// The instance whose machine this one may take over, though it is noted as that one's; nil for none.
    public var takesOver: UID?
    /// `spec.stack.<stack>`, valid by the driver's shape.
    public var options: JSONValue

    /// Whether a machine that is noted as an instance's may become this one's: it is already, or that was asked for by name.
    public func mayHave(notedAs owner: UID) -> Bool { owner == uid || owner == takesOver }

    /// Refuses what no virtual machine can have: what is for containers, and a host name that is none.
    ///
    /// - Throws: ``DriverError/refused(_:)``, with the field.
    public func checkForVirtualMachine(_ attempt: String) throws(DriverError) {
        func refuse(_ answer: String, _ hint: String) -> DriverError { .refused(.init(attempt, name.name, answer: answer, hint: hint)) }
        if let reason = StringRule.label.check?(hostname) {
            throw refuse("the host name \(hostname.printable(limit: 80)) is wrong: \(reason)", "")
        }
        for (field, isSet) in [("command", !command.isEmpty), ("environment", !environment.isEmpty), ("processes", processes != nil)]
        where isSet {
            throw refuse("spec.\(field) is for containers: what runs in a virtual machine is its own affair", "Leave it out")
        }
        for (index, mount) in volumes.enumerated() where !mount.path.isEmpty {
            throw refuse(
                "spec.volumes[\(index)].path is for containers: a virtual machine sees a disk whose serial number is \(VolumeDisk(mount).serial)",
                "Leave it out")
        }
    }

    /// The order of an instance.
    public init(_ instance: Instance, type: InstanceType, image: StoredImage?, stack: String) {
        uid = instance.metadata.uid
        name = instance.name
        self.type = type
        self.image = image
        cpuCores = instance.spec.cpu.cores
        memory = instance.spec.memory
        disk = instance.spec.disk
        processes = instance.spec.processes
        command = instance.spec.command
        environment = instance.spec.environment
        hostname = instance.spec.hostname.isEmpty ? instance.metadata.name : instance.spec.hostname
        ports = instance.spec.ports
        labels = instance.metadata.labels
        takesOver = instance.spec.takeOver.isEmpty ? nil : UID(instance.spec.takeOver)
        options = instance.spec.stack[stack] ?? .object([:])
    }
}
