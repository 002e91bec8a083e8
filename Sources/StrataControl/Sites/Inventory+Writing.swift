import Logging
import StrataAPI
import StrataDriverKit
import StrataResources
import StrataStore

/// What an inventory writes down of one machine.
extension Inventory {
    func note(_ machine: ObservedInstance, for stored: StoredObject, writesUsage: Bool) async throws {
        guard let instance = Objects<Instance>(objects).decode(stored) else { return }
        // While an operation runs, its reconciler knows better.
        guard instance.status.operation == nil || instance.status.phase == .unknown else { return }
        let observation = Observation(machine)
        if machine.settings != instance.status.settings, instance.spec.rights.contains(.update) { differs(instance.name) }
        // Nobody wishes anything of a machine that is only observed: whoever takes it over later lets it go on as it is by then.
        var wish = instance.spec
        observation.follow(in: &wish)
        let follows = instance.spec.isObserved && wish != instance.spec
        guard writesUsage || follows || observation.differs(from: instance) else {
            let agreement = SiteMemory.Agreement(revision: stored.revision, fingerprint: observation.fingerprint)
            return memory.noteAgreement(name, stored.uid, agreement, isWritten: false)
        }
        let change: @Sendable (inout Instance) -> Void = { newest in
            // One may have begun meanwhile.
            guard newest.status.operation == nil || newest.status.phase == .unknown else { return }
            observation.write(to: &newest)
            guard follows, newest.spec.isObserved else { return }
            let before = newest.spec
            observation.follow(in: &newest.spec)
            if newest.spec != before { newest.status.observedGeneration = newest.metadata.generation + 1 }
        }
        let (store, uid) = (Objects<Instance>(objects), instance.metadata.uid)
        let written =
            follows
            ? try await store.changeWhole(instance.name, uid: uid, change) : try await store.changeStatus(instance.name, uid: uid, change)
        if let written { noteWritten(written, observation) }
    }

    private func noteWritten(_ instance: Instance, _ observation: Observation) {
        guard let number = UInt64(instance.metadata.resourceVersion) else { return }
        let agreement = SiteMemory.Agreement(revision: Revision(rawValue: number), fingerprint: observation.fingerprint)
        memory.noteAgreement(name, instance.metadata.uid, agreement, isWritten: true)
    }

    /// An instance whose machine is not there. One that was only observed goes with it; one that should exist is made again by its reconciler.
    func noteAbsence(of stored: StoredObject) async throws {
        guard let instance = Objects<Instance>(objects).decode(stored) else { return }
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

    func adopt(_ machine: ObservedInstance) async throws {
        let own = NativeName.sanitized(machine.id.text)
        let base = machine.name.isEmpty ? own : NativeName.sanitized(machine.name)
        // Several machines may be called the same, where it is not their name that tells them apart.
        for candidate in [base, "\(base)-\(name)"] + (base == own ? [] : [own, "\(own)-\(name)"]) {
            var instance = Instance(name: ObjectName(namespace: site.spec.adoptInto, name: candidate))
            instance.spec.site = name
            instance.spec.type = machine.type
            let observation = Observation(machine)
            instance.spec.power = .stopped
            observation.follow(in: &instance.spec)
            instance.spec.rights = [.observe]
            // What the object is given as it is created.
            instance.metadata.generation = 1
            observation.write(to: &instance)
            do throws(APIError) {
                noteWritten(try await Objects<Instance>(objects).create(instance, WriteOptions(part: .whole)), observation)
                return
            } catch  where error.reason == .alreadyExists {
                // An event and a list may show a new machine at the same time.
                if try self.instance(of: nil, machine.id) != nil { return }
            } catch {
                // A namespace that is missing or going must not keep the rest of the site from being seen.
                logger.warning(
                    "machine not adopted",
                    metadata: ["site": "\(name)", "machine": "\(machine.id.text.printable(limit: 100))", "error": "\(error)"])
                return
            }
        }
    }
}
