import Logging
import StrataAPI
import StrataDriverKit
import StrataResources

/// Brings instances into line with what a site was seen to have: their status, and the machines that nobody told Strata of.
struct Inventory: Sendable {
    let objects: ObjectService
    let site: Site
    let memory: SiteMemory
    let logger: Logger

    /// Takes in a whole list. Returns how many machines the site has.
    func take(in seen: [ObservedInstance]) async throws -> Int {
        let instances = try await instances()
        var byUID: [UID: Instance] = [:]
        var byNative: [NativeID: Instance] = [:]
        for instance in instances {
            byUID[instance.metadata.uid] = instance
            if !instance.status.nativeID.isEmpty { byNative[NativeID(instance.status.nativeID)] = instance }
        }
        var matched: Set<UID> = []
        var strangers: [ObservedInstance] = []
        for machine in seen {
            if let instance = machine.owner.flatMap({ byUID[$0] }) ?? byNative[machine.id].flatMap({ $0.isClaim(on: machine) ? $0 : nil }) {
                matched.insert(instance.metadata.uid)
                try await note(machine, for: instance)
            } else {
                strangers.append(machine)
            }
        }
        let abandoned = memory.orphans(site.metadata.name, now: Set(strangers.filter { $0.owner != nil }.map(\.id)))
        if site.spec.adopt {
            for stranger in strangers where stranger.owner == nil || abandoned.contains(stranger.id) { try await adopt(stranger) }
        }
        for instance in instances where !matched.contains(instance.metadata.uid) { try await noteAbsence(of: instance) }
        return seen.count
    }

    /// Takes in one machine that changed; nil when it is gone.
    func take(in machine: ObservedInstance?, id: NativeID) async throws {
        if let instance = try await instance(of: machine, id) {
            if let machine { try await note(machine, for: instance) } else { try await noteAbsence(of: instance) }
            return
        }
        if let machine, machine.owner == nil, site.spec.adopt { try await adopt(machine) }
    }

    /// The site cannot be asked: what was known is no longer sure.
    func markUnknown(reason: String, why: String) async throws {
        for instance in try await instances() where instance.status.phase != .unknown && !instance.status.nativeID.isEmpty {
            let since = (instance.status.lastSeen ?? .now()).text
            try await Objects<Instance>(objects).changeStatus(instance.name, uid: instance.metadata.uid) { instance in
                let last = instance.status.phase
                instance.status.phase = .unknown
                let message = "last seen \(since) as \(last.rawValue); site \(site.metadata.name): \(why)"
                instance.status.conditions.set(Condition("Reachable", .no, reason: reason, message: message))
                instance.status.conditions.set(Condition("Ready", .unknown, reason: reason, message: message))
            }
        }
    }

    private func instances() async throws -> [Instance] {
        let selection = ObjectSelection(fields: FieldSelector(requirements: [.init("spec.site", site.metadata.name)]))
        return try await Objects<Instance>(objects).list(selection)
    }

    /// The instance that stands for a machine, found without decoding all the others.
    private func instance(of machine: ObservedInstance?, _ id: NativeID) async throws -> Instance? {
        let page = try await objects.list(Instance.kind)
        let found = page.objects.first { stored in
            guard stored.fields["spec.site"] == site.metadata.name else { return false }
            return machine?.owner.map { $0 == stored.uid } ?? (stored.fields["status.nativeID"] == id.text)
        }
        return found.flatMap { Objects<Instance>(objects).decode($0) }
    }

    private func note(_ machine: ObservedInstance, for instance: Instance) async throws {
        // While an operation runs, its reconciler knows better.
        guard instance.status.operation == nil || instance.status.phase == .unknown else { return }
        let observation = Observation(machine)
        guard observation.differs(from: instance) || memory.isUsageDue(site.metadata.name, instance.metadata.uid) else { return }
        try await Objects<Instance>(objects).changeStatus(instance.name, uid: instance.metadata.uid) { observation.write(to: &$0) }
    }

    /// An instance whose machine is not there. One that was only observed goes with it; one that should exist is made again by its reconciler.
    private func noteAbsence(of instance: Instance) async throws {
        guard !instance.status.nativeID.isEmpty, instance.status.operation == nil else { return }
        if instance.spec.isObserved {
            try await Objects<Instance>(objects).delete(instance.name, DeleteOptions(uid: instance.metadata.uid))
            return
        }
        guard !instance.metadata.isBeingDeleted else { return }
        try await Objects<Instance>(objects).changeStatus(instance.name, uid: instance.metadata.uid) { instance in
            instance.status.phase = .pending
            instance.status.nativeID = ""
            instance.status.addresses = []
            instance.status.pid = nil
            instance.status.conditions.set(
                Condition(
                    "InSync", .no, reason: "MachineGone", message: "the machine was removed behind Strata's back",
                    generation: instance.metadata.generation))
        }
    }

    private func adopt(_ machine: ObservedInstance) async throws {
        let store = Objects<Instance>(objects)
        let base = NativeName.sanitized(machine.id.text)
        for name in [base, "\(base)-\(site.metadata.name)"] {
            var instance = Instance(name: ObjectName(namespace: site.spec.adoptInto, name: name))
            instance.spec.site = site.metadata.name
            instance.spec.type = machine.type
            instance.spec.power = machine.power == .running ? .running : machine.power == .paused ? .paused : .stopped
            instance.spec.cpu.cores = machine.cpuCores
            instance.spec.memory = machine.memory
            instance.spec.processes = machine.processes
            instance.spec.rights = [.observe]
            do throws(APIError) {
                let created = try await store.create(instance)
                try await store.changeStatus(created.name, uid: created.metadata.uid) { Observation(machine).write(to: &$0) }
                return
            } catch  where error.reason == .alreadyExists {
                continue
            } catch {
                // A namespace that is missing or going must not keep the rest of the site from being seen.
                logger.warning(
                    "machine not adopted",
                    metadata: ["site": "\(site.metadata.name)", "machine": "\(machine.id.text.printable(limit: 100))", "error": "\(error)"])
                return
            }
        }
    }
}

extension Instance {
    /// Whether this instance may stand for a machine of its native name: one it owns, or one that nobody does.
    fileprivate func isClaim(on machine: ObservedInstance) -> Bool {
        machine.owner == nil || machine.owner == metadata.uid || spec.isObserved
    }
}
