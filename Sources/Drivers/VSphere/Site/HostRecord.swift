import StrataAPI
import StrataDriverKit
import VSphere

/// A host as its server shows it.
struct HostRecord: Sendable {
    var object: ManagedObject
    var name: String
    /// `connected`, `disconnected`, `notResponding`.
    var connection: String
    var isInMaintenance: Bool
    var isOn: Bool
    var product: String
    var build: String
    var cpuModel: String
    var threads: Int
    /// In bytes.
    var memory: Int64
    var memoryUsed: Int64
    var datastores: Set<ManagedObject>
    var networks: Set<ManagedObject>

    static let paths = [
        "name", "parent", "runtime.connectionState", "runtime.inMaintenanceMode", "runtime.powerState", "summary.hardware.cpuModel",
        "summary.hardware.numCpuThreads", "summary.hardware.memorySize", "summary.quickStats.overallMemoryUsage",
        "config.product.fullName", "config.product.version", "datastore", "network",
    ]

    init(_ object: ObjectContent) {
        self.object = object.object
        name = Landscape.decoded(object.text("name"))
        connection = object.text("runtime.connectionState")
        isInMaintenance = object.flag("runtime.inMaintenanceMode")
        let power = object.text("runtime.powerState")
        isOn = power.isEmpty || power == "poweredOn" || power == "unknown"
        product = object.text("config.product.fullName")
        build = object.text("config.product.version")
        cpuModel = object.text("summary.hardware.cpuModel")
        threads = Int(object.integer("summary.hardware.numCpuThreads") ?? 0)
        memory = object.integer("summary.hardware.memorySize") ?? 0
        memoryUsed = (object.integer("summary.quickStats.overallMemoryUsage") ?? 0) << 20
        datastores = Set(object.references("datastore"))
        networks = Set(object.references("network"))
    }

    /// Whether machines can be made and started on it.
    var isUsable: Bool { connection == "connected" && !isInMaintenance && isOn }

    var memoryFree: Int64 { max(0, memory - memoryUsed) }

    var facts: HostFacts {
        var status = Host.Status()
        status.hostname = name
        status.operatingSystem = product.isEmpty ? "VMware ESXi" : product
        status.kernel = build
        status.architecture = "x86_64"
        status.cpus = threads
        status.cpuModel = cpuModel
        if memory > 0 {
            status.memory = Quantity(bytes: memory)
            status.memoryAvailable = Quantity(bytes: memoryFree)
        }
        let reason =
            connection == "connected"
            ? (isInMaintenance ? "MaintenanceMode" : "Connected")
            : connection.isEmpty ? "Unknown" : connection.prefix(1).uppercased() + connection.dropFirst()
        status.conditions.set(
            Condition("Online", connection == "connected" ? .yes : connection.isEmpty ? .unknown : .no, reason: reason))
        return HostFacts(name: name, status: status)
    }
}
