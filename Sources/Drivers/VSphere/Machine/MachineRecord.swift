import StrataAPI
import StrataDriverKit
import VSphere
import XMLDocuments

/// A virtual machine as lists show it.
struct MachineRecord: Sendable, Equatable {
    var object: ManagedObject
    var name: String
    /// `config.instanceUuid`; empty where the machine's configuration cannot be read.
    var uuid: String
    var notes: String
    /// Custom attributes' values by their numbers.
    var attributes: [Int: String]
    var isTemplate: Bool
    /// `poweredOn`, `poweredOff`, `suspended`.
    var powerWord: String
    /// `connected`, `disconnected`, `orphaned`, `inaccessible`, `invalid`.
    var connection: String
    var host: ManagedObject?
    var cpus: Int
    /// MiB.
    var memory: Int64
    var hasTools: Bool
    var addresses: [String]
    var bootTime: Timestamp?
    /// MiB.
    var memoryUsed: Int64?
    /// Changes with each change of the configuration.
    var changeVersion: String
    /// What it waits to be told before it goes on.
    var question: String

    /// Leaves alone but for `runtime.question`, which is there only while something is asked.
    static let paths = [
        "name", "config.instanceUuid", "config.annotation", "config.template", "config.changeVersion", "config.hardware.numCPU",
        "config.hardware.memoryMB", "runtime.powerState", "runtime.connectionState", "runtime.host", "runtime.bootTime", "runtime.question",
        "guest.toolsRunningStatus", "guest.ipAddress", "summary.quickStats.hostMemoryUsage", "customValue",
    ]

    init(_ content: ObjectContent) {
        object = content.object
        name = Landscape.decoded(content.text("name"))
        uuid = content.text("config.instanceUuid").lowercased()
        notes = content.text("config.annotation")
        attributes = Dictionary(
            (content["customValue"]?.children ?? []).compactMap { value in
                value["key"].flatMap { Int($0.text) }.map { ($0, value["value"]?.text ?? "") }
            }, uniquingKeysWith: { $1 })
        isTemplate = content.flag("config.template")
        powerWord = content.text("runtime.powerState")
        connection = content.text("runtime.connectionState")
        host = content.reference("runtime.host")
        cpus = Int(content.integer("config.hardware.numCPU") ?? 0)
        memory = content.integer("config.hardware.memoryMB") ?? 0
        hasTools = content.text("guest.toolsRunningStatus") == "guestToolsRunning"
        let address = content.text("guest.ipAddress")
        addresses = address.isEmpty || address.hasPrefix("fe80:") ? [] : [address]
        bootTime = Timestamp(content.text("runtime.bootTime"))
        memoryUsed = content.integer("summary.quickStats.hostMemoryUsage")
        changeVersion = content.text("config.changeVersion")
        question = content["runtime.question"]?["text"]?.text ?? ""
    }

    /// By which Strata calls it: the instance UUID, which stays the machine's own wherever it goes; the server's own id where that cannot be read.
    var id: NativeID { NativeID(uuid.isEmpty ? "moid/\(object.id)" : uuid) }

    /// What Strata noted of this very machine, not of one that it is a copy of: in its notes, or where somebody wrote others over them in an attribute.
    var owner: OwnerNote? {
        if let note = OwnerNote(notes: notes), note.machine == uuid { return note }
        return attributes.sorted { $0.key < $1.key }.lazy.compactMap { OwnerNote(notes: $0.value) }.first { $0.machine == uuid }
    }

    var power: PowerState {
        guard connection.isEmpty || connection == "connected" else { return .other(connection) }
        switch powerWord {
        case "poweredOn": return .running
        case "poweredOff": return .stopped
        case "suspended": return .suspended
        default: return .other(powerWord)
        }
    }

    var isOff: Bool { powerWord != "poweredOn" }

    /// - Parameter hosts: hosts' names.
    func observed(hosts: [ManagedObject: String]) -> ObservedInstance {
        let isOn = powerWord == "poweredOn"
        var usage = Instance.Usage()
        if isOn, let memoryUsed, memoryUsed > 0 { usage.memory = Quantity(bytes: memoryUsed << 20) }
        let note = owner
        var observed = ObservedInstance(
            id: id, owner: note?.uid, type: .virtualMachine, power: power, host: host.flatMap { hosts[$0] } ?? "",
            addresses: isOn ? addresses : [], startedAt: isOn ? bootTime : nil, usage: usage, cpuCores: cpus > 0 ? Double(cpus) : nil,
            memory: memory > 0 ? Quantity(bytes: memory << 20) : nil)
        observed.ownerName = note?.instance ?? ""
        observed.ownerServer = note?.server ?? ""
        observed.name = name
        observed.settings = SettingsDigest.of(
            "\(name)|\(cpus)|\(memory)|\(notes)|\(attributes.isEmpty ? "" : "\(attributes.sorted { $0.key < $1.key })")|\(changeVersion)|\(host?.id ?? "")"
                .utf8)
        if !question.isEmpty { observed.problem = "it waits for an answer in the vSphere Client: \(question)" }
        return observed
    }
}
