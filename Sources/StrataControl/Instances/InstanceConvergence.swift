import StrataAPI
import StrataDriverKit
import StrataResources

/// One pass that brings one machine closer to its instance.
struct InstanceConvergence {
    let context: InstanceReconciler
    let site: ConnectedSite
    var instance: Instance
    private(set) var attached = AttachmentLookup.Found()

    /// How long the steps may take. Creating unpacks an image the first time.
    static let creation = Duration.seconds(600)
    static let step = Duration.seconds(60)
    /// A change may carry a machine's disks to another host of the site. Drivers put an end to each thing they ask for.
    private static let change = Duration.seconds(6 * 3600)

    /// The operation that brings settings over.
    static let updating = "Update"

    init(_ context: InstanceReconciler, _ instance: Instance, _ site: ConnectedSite) {
        self.context = context
        self.instance = instance
        self.site = site
    }

    var driver: any Driver { site.driver }

    mutating func run() async throws -> Outcome {
        let missing = try attach()
        let found = try await find()
        let ending = found.flatMap { self.ending(of: $0) }
        var changed = false
        let id: NativeID
        if let found {
            id = found.id
        } else {
            guard instance.spec.rights.contains(.create) else {
                return try await refuse("NotFound", "the machine does not exist, and spec.management does not let Strata create it")
            }
            if let missing {
                try await wait(missing.reason, missing.message)
                return .again(after: .seconds(5))
            }
            guard let made = try await make() else { return .again(after: .seconds(5)) }
            guard try !context.isAnothers(made, instance.metadata.uid, on: site.name) else {
                throw DriverError.notOwned(
                    .init(
                        "make", instance.metadata.name,
                        answer: "\(made), a copy that somebody made of its machine, is noted as that machine",
                        hint: "Remove the copy, or have it be another's by strata adopt --take-over"))
            }
            id = made
            instance.status.nativeID = id.text
            let origin = instance.spec.source.map { $0.origin } ?? "from image \(instance.spec.image)"
            context.events.record(.normal, "Created", "created \(id) on site \(site.name) \(origin)", about: instance)
            changed = true
            if !attached.isEmpty { await context.attachments.changed(instance) }
        }
        var comparison = Comparison()
        if let found { comparison = try await compare(found, missing) }
        let power = found?.problem.isEmpty ?? true ? found?.power : .other(found?.problem ?? "")
        if let found, let ending, !restarts(after: ending) { return try await leave(found, ending, comparison) }
        if instance.spec.power != .stopped, found?.power == .stopped, let pause = pause(after: ending) {
            return try await waitToStart(pause, ending)
        }
        if let ending { noteRestart(after: ending) }
        let startsAnew = found?.power == .stopped || context.restarts.isWanted(instance.name)
        let converged = try await converge(id, from: power ?? .stopped, isNew: found == nil)
        // What waited for a start has had it.
        if converged, startsAnew { comparison.pending = [] }
        changed = converged || changed || comparison.wasUpdated
        try await settle(id, changed || found == nil ? nil : found, comparison)
        return comparison.missing == nil ? .settled : .again(after: .seconds(5))
    }

    /// Makes the machine, from its image, as a copy of another or from a backup; nil while those are not there.
    private mutating func make() async throws -> NativeID? {
        if let source = instance.spec.source { return try await make(from: source) }
        if let native = NativeImage(instance.spec.image) { return try await make(from: native) }
        guard let image = try await image() else { return nil }
        let type = instance.spec.type ?? image.type
        try checkDisk(type)
        try await begin("Create", .creating)
        var order = order
        (order.type, order.image) = (type, image)
        let driver = driver
        let id = try await withDeadline(Self.creation) { [order] in try await driver.create(order) }
        instance.spec.type = type
        return id
    }

    /// The machine of this instance: the one that carries its UID, or the one it was told to manage.
    private func find() async throws -> ObservedInstance? {
        let (driver, uid, native) = (driver, instance.metadata.uid, instance.status.nativeID)
        if !native.isEmpty {
            guard let machine = try await withDeadline(context.patience, { try await driver.observe(NativeID(native)) }) else { return nil }
            guard let owner = machine.owner, owner != uid else { return machine }
            // One that is this server's own stays so, whatever another says; a copy of it, with its UID, can be taken over.
            let owners = try context.objects.objects(Instance.kind, by: .uid, owner.text)
            let isCopy = owners.allSatisfy { other in
                other.fields["spec.site"] != site.name || other.fields["status.nativeID"].map { !["", native].contains($0) } ?? false
            }
            if owner.text == instance.spec.takeOver, isCopy { return machine }
            throw DriverError.notOwned(.init("use", native, answer: "it belongs to another instance"))
        }
        // Without a name the machine may still exist: a creation that was cut short. `create` looks for the UID itself.
        guard !instance.spec.rights.contains(.create) else { return nil }
        let machines = try await withDeadline(context.patience) { try await driver.list().filter { $0.owner == uid } }
        return try machines.first { try !context.isAnothers($0.id, uid, on: site.name) }
    }

    /// Brings the settings over.
    mutating func update(_ id: NativeID) async throws -> [String] {
        guard let able = driver as? any Reconfiguring else { return [] }
        try checkDisk(order.type)
        // What is under way already goes on by its own name: others look for it.
        if instance.status.operation == nil { try await begin(Self.updating, instance.status.phase) }
        let pending = try await withDeadline(Self.change) { [order] in try await able.update(id, to: order) }
        await context.attachments.changed(instance)
        return pending
    }

    /// Looks up the networks and volumes that the instance names. Returns what is not there yet.
    private mutating func attach() throws -> AttachmentLookup.Missing? {
        switch try AttachmentLookup(objects: context.objects).resolve(instance, on: site) {
        case .ready(let found):
            attached = found
            return nil
        case .waiting(let missing): return missing
        }
    }

    /// Only virtual machines have a disk of their own.
    func checkDisk(_ type: InstanceType) throws(DriverError) {
        guard instance.spec.disk != nil, type != .virtualMachine else { return }
        throw .refused(
            .init(
                "apply spec.disk to", instance.metadata.name, answer: "it is for virtual machines: a \(type.rawValue) uses its host's disk",
                hint: "Leave it out"))
    }

    /// The fields that waited for a restart after the last pass.
    var pendingBefore: [String] {
        guard let condition = instance.status.conditions["InSync"], condition.reason == Self.restartNeeded else { return [] }
        return condition.message.split(separator: ":").last.map { $0.split(separator: ",").map { String($0.drop { $0 == " " }) } } ?? []
    }

    static let restartNeeded = "RestartNeeded"

    /// Takes the steps that lead from one power state to the one that is wanted. Returns whether any was taken.
    private mutating func converge(_ id: NativeID, from power: PowerState, isNew: Bool) async throws -> Bool {
        guard instance.spec.rights.contains(.update) || instance.spec.rights.contains(.create) else { return false }
        let driver = driver
        let grace = Duration.seconds(instance.spec.stopGracePeriodSeconds)
        var power = power
        var changed = false
        if context.restarts.isWanted(instance.name), power != .stopped {
            try await stop(id, grace)
            power = .stopped
            changed = true
        }
        switch (instance.spec.power, power) {
        case (.running, .running), (.stopped, .stopped), (.paused, .paused), (.suspended, .suspended): break
        case (.running, .paused):
            guard let able = driver as? any Pausing else { throw DriverError.unsupported(.pause, stack: site.stack) }
            try await begin("Resume", .starting)
            try await withDeadline(Self.step) { try await able.resume(id) }
            context.events.record(.normal, "Resumed", "resumed", about: instance)
            changed = true
        case (.running, _):
            try await start(id, from: power, isNew: isNew)
            changed = true
        case (.stopped, _):
            try await stop(id, grace)
            changed = true
        case (.suspended, _):
            try await suspend(id, from: power)
            changed = true
        case (.paused, _):
            guard let able = driver as? any Pausing else { throw DriverError.unsupported(.pause, stack: site.stack) }
            if power != .running { try await start(id, from: power, isNew: isNew) }
            try await begin("Pause", .running)
            try await withDeadline(Self.step) { try await able.pause(id) }
            context.events.record(.normal, "Paused", "paused", about: instance)
            changed = true
        }
        context.restarts.finish(instance.name)
        return changed
    }

    /// - Parameter isNew: whether this pass made the machine. That it does is written down already, and who finds a creation begun goes on to
    ///   the start, so the start need not wait until it is written down as well.
    private mutating func start(_ id: NativeID, from power: PowerState, isNew: Bool) async throws {
        let driver = driver
        if isNew {
            let pass = self
            async let noted = pass.note("Start", .starting)
            let failure: (any Error)?
            do {
                try await withDeadline(Self.step) { try await driver.start(id) }
                failure = nil
            } catch {
                failure = error
            }
            take(try await noted)
            if let failure { throw failure }
        } else {
            try await begin("Start", .starting)
            // One that was suspended reads its memory first.
            try await withDeadline(power == .suspended ? Self.creation : Self.step) { try await driver.start(id) }
        }
        context.pace.started(instance.metadata.uid)
        context.events.record(.normal, "Started", "started", about: instance)
    }

    private mutating func suspend(_ id: NativeID, from power: PowerState) async throws {
        guard let able = driver as? any Suspending else { throw DriverError.unsupported(.suspend, stack: site.stack) }
        if power != .running, power != .paused { try await start(id, from: power, isNew: false) }
        try await begin("Suspend", .stopping)
        context.pace.forget(instance.metadata.uid)
        try await withDeadline(Self.creation) { try await able.suspend(id) }
        context.events.record(.normal, "Suspended", "suspended: its memory is on disk", about: instance)
    }

    private mutating func stop(_ id: NativeID, _ grace: Duration) async throws {
        let driver = driver
        try await begin("Stop", .stopping)
        context.pace.forget(instance.metadata.uid)
        try await withDeadline(grace + Self.step) { try await driver.stop(id, grace: grace) }
        context.events.record(.normal, "Stopped", "stopped", about: instance)
    }

    /// Writes down what is about to be done, before it is done, and what the last step taught.
    mutating func begin(_ operation: String, _ phase: Instance.Phase) async throws {
        take(try await note(operation, phase))
    }

    /// Writes down an operation. Returns the instance as it is stored then.
    private func note(_ operation: String, _ phase: Instance.Phase) async throws -> Instance {
        let now = Timestamp.now()
        let (native, type, digest) = (instance.status.nativeID, instance.spec.type, instance.status.imageDigest)
        let (restarts, lastExit) = (instance.status.restarts, instance.status.lastExit)
        guard
            let changed = try await context.store.changeWhole(
                instance.name, uid: instance.metadata.uid,
                { instance in
                    if instance.spec.type == nil { instance.spec.type = type }
                    if !native.isEmpty { instance.status.nativeID = native }
                    if !digest.isEmpty { instance.status.imageDigest = digest }
                    instance.status.phase = phase
                    instance.status.operation = Instance.Operation(name: operation, startedAt: now)
                    instance.status.restarts = restarts
                    instance.status.lastExit = lastExit
                    if phase != .stopped { instance.status.conditions.removeAll { $0.type == "Ended" } }
                })
        else { throw CancellationError() }
        return changed
    }

    /// Goes on with the instance as it is stored. Anything else in its spec is a newer wish, which the next pass carries out.
    private mutating func take(_ changed: Instance) {
        if instance.spec == changed.spec { instance.metadata.generation = changed.metadata.generation }
        instance.status = changed.status
        instance.metadata.resourceVersion = changed.metadata.resourceVersion
    }

    private func refuse(_ reason: String, _ message: String) async throws -> Outcome {
        try await context.store.changeStatus(instance.name, uid: instance.metadata.uid) { instance in
            instance.status.phase = .failed
            instance.status.operation = nil
            instance.status.conditions.set(
                Condition("Ready", .no, reason: reason, message: message, generation: instance.metadata.generation))
        }
        return .again(after: .seconds(30))
    }

    /// The image to create from; nil while it is being made, which shows in the `Image` object.
    private mutating func image() async throws -> StoredImage? {
        let source = InstanceImage(objects: context.objects, images: context.images)
        let types = Swift.type(of: driver).types
        switch try await source.resolve(instance, type: instance.spec.type ?? (types.count == 1 ? types[0] : nil)) {
        case .ready(let image):
            if let type = instance.spec.type, type != image.type {
                throw DriverError.refused(
                    .init(
                        "create", instance.metadata.name,
                        answer: "the image \(instance.spec.image) is a \(image.type.rawValue), and spec.type asks for a \(type.rawValue)"))
            }
            guard Swift.type(of: driver).types.contains(image.type) else {
                throw DriverError.refused(
                    .init(
                        "create", instance.metadata.name,
                        answer: "the image \(instance.spec.image) is a \(image.type.rawValue), and the stack \(site.stack) runs none",
                        hint: image.type == .container
                            ? "Choose an image of a virtual machine, such as tiny, or another site"
                            : "Choose another site, or a container's image"))
            }
            instance.status.imageDigest = image.digest
            return image
        case .waiting(let reason, let message):
            try await wait(reason, message)
            return nil
        }
    }

    /// Writes down what a creation waits for.
    func wait(_ reason: String, _ message: String) async throws {
        try await context.store.changeStatus(instance.name, uid: instance.metadata.uid) { instance in
            instance.status.phase = .pending
            instance.status.conditions.set(
                Condition("Ready", .no, reason: reason, message: message, generation: instance.metadata.generation))
        }
    }
}
