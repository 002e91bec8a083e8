import StrataAPI
import StrataDriverKit
import Synchronization

/// Where one contract is tried: makes machines under names and UIDs of its own, and remembers them until they are gone.
final class Stage: Sendable {
    let subject: Subject
    /// In the names of everything that is made here.
    private let mark: String
    private let made = Mutex<[UID: Instance]>([:])
    private let later = Mutex<[@Sendable (any Driver) async throws -> Void]>([])

    init(_ subject: Subject) {
        self.subject = subject
        mark = "ct\(UID.random().text.prefix(6))"
    }

    var driver: any Driver { subject.driver }

    /// An instance that wants a machine here.
    func instance(_ name: String = "a", _ change: (inout Instance) -> Void = { _ in }) -> Instance {
        var instance = Instance(name: self.name(name))
        instance.metadata.uid = .random()
        instance.spec = subject.spec
        instance.spec.site = subject.site
        instance.spec.type = subject.image.type
        change(&instance)
        note(instance)
        return instance
    }

    /// A name of its own.
    func name(_ name: String) -> ObjectName { ObjectName(namespace: "conformance", name: "\(mark)-\(name)") }

    /// Has something done once all machines are removed.
    func afterwards(_ body: @escaping @Sendable (any Driver) async throws -> Void) { later.withLock { $0.append(body) } }

    /// Remembers an instance, for what may be made for it to be removed at the end.
    func note(_ instance: Instance) {
        made.withLock { $0[instance.metadata.uid] = instance }
    }

    func order(_ instance: Instance) -> Order {
        Order(instance, type: subject.image.type, image: subject.image, stack: subject.stack)
    }

    func create(_ instance: Instance) async throws -> NativeID { try await driver.create(order(instance)) }

    /// A machine of its own, stopped.
    func stopped(_ name: String = "a", _ change: (inout Instance) -> Void = { _ in }) async throws -> (Instance, NativeID) {
        let instance = instance(name, change)
        return (instance, try await create(instance))
    }

    /// A machine of its own that runs.
    func running(_ name: String = "a", _ change: (inout Instance) -> Void = { _ in }) async throws -> (Instance, NativeID) {
        let (instance, id) = try await stopped(name, change)
        try await driver.start(id)
        return (instance, id)
    }

    /// What people call a machine that must exist.
    func name(of id: NativeID) async throws -> String {
        let seen = try await observe(id)
        return seen.name.isEmpty ? id.text : seen.name
    }

    /// What a machine is that must exist.
    func observe(_ id: NativeID) async throws -> ObservedInstance {
        guard let machine = try await driver.observe(id) else { throw Breach("\(id) is not there") }
        return machine
    }

    func power(_ id: NativeID) async throws -> PowerState { try await observe(id).power }

    /// The machines that carry a UID, as the site lists them.
    func machines(of uid: UID) async throws -> [ObservedInstance] { try await driver.list().filter { $0.owner == uid } }

    /// Does something on a connection of its own, as a server does that was started anew.
    func onConnection<Value: Sendable>(_ body: (any Driver) async throws -> Value) async throws -> Value {
        let driver = try await subject.connect()
        let result: Result<Value, any Error>
        do { result = .success(try await body(driver)) } catch { result = .failure(error) }
        await driver.close()
        return try result.get()
    }

    /// Removes everything that was made, and tells what stayed.
    func clear() async throws {
        let instances = made.withLock { Array($0.values) }
        if !instances.isEmpty { try await remove(instances) }
        for body in later.withLock({ Array($0) }) { try await body(driver) }
        later.withLock { $0.removeAll() }
    }

    private func remove(_ instances: [Instance]) async throws {
        let machines = try await driver.list()
        for instance in instances {
            let uid = instance.metadata.uid
            for machine in machines where machine.owner == uid {
                try await driver.delete(machine.id, owner: uid)
            }
        }
        let left = Set(try await driver.list().compactMap(\.owner)).intersection(instances.map(\.metadata.uid))
        guard left.isEmpty else { throw Breach("machines stayed after they were deleted: \(left.map(\.text).sorted())") }
        made.withLock { $0.removeAll() }
    }
}
