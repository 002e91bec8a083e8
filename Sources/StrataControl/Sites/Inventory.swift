import Logging
import StrataAPI
import StrataDriverKit
import StrataResources
import StrataStore

/// Brings instances into line with what a site was seen to have: their status, and the machines that nobody told Strata of.
///
/// A site may have tens of thousands of machines, and most looks find all of them as they were. So an object is only decoded where it or its
/// machine has changed since both were last found to agree.
struct Inventory: Sendable {
    let objects: ObjectService
    let site: Site
    let memory: SiteMemory
    let logger: Logger
    /// Called with the name of an instance whose machine is not what it was when both were last compared.
    var differs: @Sendable (ObjectName) -> Void = { _ in }

    var name: String { site.metadata.name }

    /// Takes in a whole list. Returns how many machines the site has.
    ///
    /// - Parameter revision: where the instances stood before the site was asked. One that was written since may be newer than the list,
    ///   and is left to the next.
    func take(in seen: [ObservedInstance], asOf revision: Revision) async throws -> Int {
        memory.noteAnswer(name)
        let instances = try await instances()
        var byUID: [UID: StoredObject] = [:]
        var byNative: [String: StoredObject] = [:]
        for instance in instances {
            byUID[instance.uid] = instance
            if let native = instance.nativeID { byNative[native] = instance }
        }
        let owners = Dictionary(seen.map { ($0.id.text, $0.owner) }) { first, _ in first }
        var matched: [(machine: ObservedInstance, instance: StoredObject)] = []
        var present: Set<UID> = []
        var others: [ObservedInstance] = []
        for machine in seen {
            guard let instance = machine.owner.flatMap({ byUID[$0] }),
                isOwn(machine.id, instance, named: byNative[machine.id.text], isThere: { owners[$0.text] == instance.uid }),
                present.insert(instance.uid).inserted
            else {
                others.append(machine)
                continue
            }
            matched.append((machine, instance))
        }
        var strangers: [ObservedInstance] = []
        for machine in others {
            guard let instance = byNative[machine.id.text], isClaim(instance, on: machine), present.insert(instance.uid).inserted else {
                strangers.append(machine)
                continue
            }
            matched.append((machine, instance))
        }
        memory.keepOnly(name, present)
        let due = memory.takeDueUsages(name, among: matched.map(\.instance.uid))
        let changed = matched.filter { machine, instance in
            guard instance.revision <= revision else { return false }
            return due.contains(instance.uid)
                || !memory.agrees(name, instance.uid, .init(revision: instance.revision, fingerprint: Observation(machine).fingerprint))
        }
        try await inParallel(changed) { try await note($0.machine, for: $0.instance, writesUsage: due.contains($0.instance.uid)) }
        let abandoned = memory.orphans(name, now: Set(strangers.filter { $0.owner != nil }.map(\.id)))
        if site.spec.adopt {
            try await inParallel(strangers.filter { $0.owner == nil || abandoned.contains($0.id) }) { try await adopt($0) }
        }
        let absent = instances.filter { $0.nativeID != nil && $0.revision <= revision && !present.contains($0.uid) }
        try await inParallel(absent) { try await noteAbsence(of: $0) }
        return seen.count
    }

    /// Takes in one machine that changed; nil when it is gone. Copies that carry the UID of another are left to the next lists.
    ///
    /// - Parameter look: tells of a machine by its name.
    func take(in machine: ObservedInstance?, id: NativeID, look: (NativeID) async throws -> ObservedInstance?) async throws {
        var found = try instance(of: machine, id)
        if let instance = found, let known = instance.nativeID, known != id.text {
            let (named, there) = (try self.instance(of: nil, id), try await look(NativeID(known)))
            if !isOwn(id, instance, named: named, isThere: { _ in there?.owner == instance.uid }) { found = named }
        }
        if let instance = found {
            if let machine {
                let isDue = memory.takeDueUsages(name, among: [instance.uid]).contains(instance.uid)
                try await note(machine, for: instance, writesUsage: isDue)
            } else {
                try await noteAbsence(of: instance)
            }
            return
        }
        if let machine, machine.owner == nil, site.spec.adopt { try await adopt(machine) }
    }

    /// Whether an operation on a machine is under way. Its reconciler looks at the machine once it is done.
    func isWorkedOn(_ id: NativeID) throws -> Bool {
        let phases: [Instance.Phase] = [.creating, .starting, .stopping, .deleting]
        return try phases.contains { phase in
            try objects.objects(Instance.kind, by: .field("status.phase"), phase.rawValue).contains { instance in
                guard instance.fields["spec.site"] == name else { return false }
                // What is being created has no native name yet; drivers give it the instance's, or one that begins with it.
                return instance.nativeID.map { $0 == id.text } ?? id.text.hasPrefix(instance.name.name)
            }
        }
    }

    /// Whether a machine may be of interest: where strangers are not adopted, only what an instance stands for.
    func isOfInterest(_ id: NativeID) throws -> Bool {
        if site.spec.adopt { return true }
        return try objects.objects(Instance.kind, by: .field("status.nativeID"), id.text).contains { $0.fields["spec.site"] == name }
    }

    /// The site cannot be asked: what was known is no longer sure.
    func markUnknown(reason: String, why: String) async throws {
        let known = try await instances().filter { $0.nativeID != nil && $0.fields["status.phase"] != Instance.Phase.unknown.rawValue }
        let lastAnswer = memory.lastAnswer(name)
        try await inParallel(known) { stored in
            try await Objects<Instance>(objects).changeStatus(stored.name, uid: stored.uid) { instance in
                // Usage and the time with it are not written at each look; the look itself is the better witness.
                let since = [instance.status.lastSeen, lastAnswer].compactMap(\.self).max() ?? .now()
                let last = instance.status.phase
                instance.status.phase = .unknown
                instance.status.lastSeen = since
                let message = "last seen \(since.text) as \(last.rawValue); site \(name): \(why)"
                instance.status.conditions.set(Condition("Reachable", .no, reason: reason, message: message))
                instance.status.conditions.set(Condition("Ready", .unknown, reason: reason, message: message))
            }
        }
    }

    /// The site is no more: what was only looked at is not seen any longer, and of the others nothing is known. Their machines are left alone.
    func leave() async throws {
        try await markUnknown(reason: "SiteNotFound", why: "there is no such site any more")
        try await inParallel(try await instances().filter { $0.nativeID != nil }) { stored in
            guard let instance = Objects<Instance>(objects).decode(stored), instance.spec.isObserved else { return }
            try await Objects<Instance>(objects).delete(instance.name, DeleteOptions(uid: instance.metadata.uid))
        }
    }

    private func instances() async throws -> [StoredObject] {
        let selection = ObjectSelection(fields: FieldSelector(requirements: [.init("spec.site", name)]))
        return try await objects.list(Instance.kind, ListRequest(selection: selection)).objects
    }

    /// The instance that stands for a machine.
    func instance(of machine: ObservedInstance?, _ id: NativeID) throws -> StoredObject? {
        let found =
            if let owner = machine?.owner {
                try objects.objects(Instance.kind, by: .uid, owner.text)
            } else {
                try objects.objects(Instance.kind, by: .field("status.nativeID"), id.text)
            }
        return found.first { $0.fields["spec.site"] == name }
    }

    /// Whether a machine that carries an instance's UID is that instance's, and no copy that somebody made of it, with the UID: what is not called as the
    /// instance's machine was is the same under another name where that one is no longer there, and no other instance stands for this one.
    private func isOwn(_ id: NativeID, _ instance: StoredObject, named: StoredObject?, isThere: (NativeID) -> Bool) -> Bool {
        guard let known = instance.nativeID, known != id.text else { return true }
        return (named == nil || named?.uid == instance.uid) && !isThere(NativeID(known))
    }

    /// Whether an instance may stand for a machine of its native name: one it owns, or takes over, or one that nobody does.
    private func isClaim(_ instance: StoredObject, on machine: ObservedInstance) -> Bool {
        guard let owner = machine.owner, owner != instance.uid else { return true }
        guard let spec = Objects<Instance>(objects).decode(instance)?.spec else { return false }
        return spec.isObserved || spec.takeOver == owner.text
    }
}

extension StoredObject {
    /// An instance's `status.nativeID`, nil where it has no machine.
    fileprivate var nativeID: String? { fields["status.nativeID"].flatMap { $0.isEmpty ? nil : $0 } }
}
