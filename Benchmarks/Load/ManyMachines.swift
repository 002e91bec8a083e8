import StrataAPI
import StrataControl
import StrataDriverKit
import Synchronization

/// A stack with as many machines as wanted, all of them others', that answers at once: what remains is what Strata itself costs.
struct ManyMachines: Driver {
    static let stack = "many-machines"
    static let types: [InstanceType] = [.virtualMachine]
    static let options = Shape(.any)

    /// Whether sites answer.
    static let answers = Mutex(true)

    private let count: Int
    private let host = "host-1"

    static func probe(_ machine: any Machine) async -> Support { .yes }

    static func connect(_ connection: SiteConnection) async throws(DriverError) -> Self {
        ManyMachines(count: Int(connection.options["machines"]?.int ?? 0))
    }

    func survey() async throws(DriverError) -> Survey { Survey(version: "1") }

    func list() async throws(DriverError) -> [ObservedInstance] {
        guard Self.answers.withLock({ $0 }) else { throw .unreachable(.init("list", "the site", answer: "it does not answer")) }
        let time = Double(ContinuousClock.now.duration(to: .now).components.attoseconds)
        return (0..<count).map { machine($0, cpuSeconds: time) }
    }

    func observe(_ id: NativeID) async throws(DriverError) -> ObservedInstance? {
        Int(id.text.dropFirst(3)).map { machine($0, cpuSeconds: 0) }
    }

    /// As a virtual machine that runs looks like. Its usage is never twice the same.
    private func machine(_ number: Int, cpuSeconds: Double) -> ObservedInstance {
        var usage = Instance.Usage()
        usage.cpuSeconds = cpuSeconds
        usage.memory = Quantity(bytes: 256 << 20)
        return ObservedInstance(
            id: NativeID("vm-\(number)"), type: .virtualMachine, power: .running, host: host,
            addresses: ["10.\(number >> 16).\(number >> 8 & 255).\(number & 255)"], pid: 1000 + number, usage: usage, cpuCores: 2,
            memory: Quantity(bytes: 512 << 20))
    }

    func create(_ order: Order) async throws(DriverError) -> NativeID {
        throw .refused(.init("create", order.name.name, answer: "this stack is only looked at"))
    }

    func start(_ id: NativeID) async throws(DriverError) {}

    func stop(_ id: NativeID, grace: Duration) async throws(DriverError) {}

    func delete(_ id: NativeID, owner: UID) async throws(DriverError) {}

    func close() async {}
}

/// No images: nothing is created on this stack.
struct NoImages: ImageProvider {
    func prepare(source: String, architecture: String, progress: @escaping @Sendable (String, Int?) -> Void) async throws -> StoredImage {
        throw APIError(.notFound, "there are no images")
    }

    func find(source: String, architecture: String) async throws -> StoredImage? { nil }
}
