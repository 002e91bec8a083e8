import Libvirt
import StrataAPI
public import StrataDriverKit
import XMLDocuments

extension LibvirtDriver {
    /// See ``Driver/create(_:)``. The machine is named after the instance, or has a part of the UID added where that name is taken or too long.
    public func create(_ order: Order) async throws(DriverError) -> NativeID {
        let (plan, image) = try await plan(order)
        return try await make(plan, "create") { connection, plan throws(DriverError) in try await files(for: plan, image, connection) }
    }

    /// Makes the machine of a plan, unless there is one for its instance.
    ///
    /// - Parameter files: makes what it consists of.
    func make(
        _ plan: MachinePlan, _ attempt: String, _ files: (LibvirtConnection, MachinePlan) async throws(DriverError) -> MachinePlan.Files
    ) async throws(DriverError) -> NativeID {
        var plan = plan
        let uid = plan.note.uid
        try Workshop.enter(uid, attempt, plan.note.instance)
        defer { Workshop.leave(uid) }
        let connection = try await site.connection(attempt, plan.note.instance)
        if let found = try await find(uid, connection, attempt) { return found }
        do throws(DriverError) {
            try await requireFree(plan.note.volumes, for: uid, attempt, plan.note.instance)
            try await begin(uid, connection, attempt)
            let wishes = plan.note.cards
            plan.note.cards = []
            plan.note.cards = try await reserve(wishes, for: plan.note, had: [], own: plan.network, connection, attempt)
            let files = try await files(connection, plan)
            let id = try await define(plan, files, connection, attempt)
            let settled = try await settled(id, plan, connection, attempt)
            await end(uid, connection)
            await settle(plan.note.cards)
            return settled
        } catch {
            let reserved = plan.note.cards
            await Task { await self.giveUp(reserved, of: uid, connection, attempt) }.value
            // Nothing may be left of an order that is perhaps given up. What cannot be removed now is found by the next connection.
            await Task { try? await self.removeVolumes(of: uid, attempt, unlessDefined: true) }.value
            throw error
        }
    }

    /// Gives addresses back, unless another call has made the machine meanwhile, with the same ones.
    private func giveUp(_ cards: [MachineCard], of uid: UID, _ connection: LibvirtConnection, _ attempt: String) async {
        guard cards.contains(where: \.isManaged) else { return }
        let found = try? await find(uid, connection, attempt)
        if found == nil { await release(cards, connection) } else { await settle(cards) }
    }

    /// A machine that was defined, unless another one has taken its volumes at the same moment.
    private func settled(_ id: NativeID, _ plan: MachinePlan, _ connection: LibvirtConnection, _ attempt: String) async throws(DriverError)
        -> NativeID
    {
        guard !plan.note.volumes.isEmpty else { return id }
        do throws(DriverError) {
            try await requireFree(plan.note.volumes, for: plan.note.uid, attempt, id.text)
        } catch {
            try? await connection.undefine(.uuid(plan.note.uid.text))
            await site.forget(plan.note.uid.text)
            throw error
        }
        return id
    }

    /// The machine made for an instance; nil when there is none.
    func find(_ uid: UID, _ connection: LibvirtConnection, _ attempt: String) async throws(DriverError) -> NativeID? {
        guard uid.isUUID else { return nil }
        let text = try await translating(attempt, uid.text) { () throws(LibvirtError) in
            try await connection.definition(of: .uuid(uid.text))
        }
        guard let text else { return nil }
        let card = DomainCard(try await translating(attempt, uid.text) { () throws(LibvirtError) in try XMLElement(definition: text) })
        guard card.owner == uid else {
            throw .refused(
                .init(
                    attempt, card.name, answer: "a domain has the UUID \(uid.text) and is not this instance's: \(card.belonging)",
                    hint: "Remove it, if it is of no use: virsh undefine \(card.uuid)"))
        }
        return NativeID(card.name)
    }

    /// Defines the domain under the first of the names that is free.
    private func define(
        _ plan: MachinePlan, _ files: MachinePlan.Files, _ connection: LibvirtConnection, _ attempt: String
    ) async throws(DriverError) -> NativeID {
        for name in plan.names {
            var files = files
            if !files.log.isEmpty { files.log += "/\(name).log" }
            do throws(LibvirtError) {
                let uuid = try await connection.define(plan.domain(named: name, files))
                await site.forget(uuid)
                return NativeID(name)
            } catch {
                guard error.code == .operationFailed || error.code == .internalError else { throw DriverError(error, attempt, name) }
                // Another process may have been first, or another machine has the name.
                if let found = try await find(plan.note.uid, connection, attempt) { return found }
                let holder = try await translating(attempt, name) { () throws(LibvirtError) in try await connection.domain(.name(name)) }
                if holder == nil { throw DriverError(error, attempt, name) }
            }
        }
        throw .refused(
            .init(
                attempt, plan.note.instance,
                answer: "domains named \(plan.names.joined(separator: " and ")) exist and are not this instance's",
                hint: "Choose another name, or remove them: virsh undefine \(plan.names[0])"))
    }
}
