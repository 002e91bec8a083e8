import StrataAPI
import StrataClient

/// What `apply` would do to one object.
struct ObjectPlan: Sendable {
    enum Action: String, Sendable {
        case none
        case create
        case update
        /// A field would have to change that cannot: only an object made anew can have it.
        case replace
        /// The server would not take it.
        case refuse
    }

    /// When a change reaches the machine.
    enum Effect: String, Sendable {
        case now
        case restart
        /// The site cannot be asked.
        case unknown
    }

    struct Change: Sendable {
        var field: String
        var before: JSONValue?
        var after: JSONValue?
        /// Nil for objects that have no machine.
        var effect: Effect?
    }

    struct Refusal: Sendable {
        /// Empty for the object as a whole.
        var field: String
        var message: String
    }

    var reference: String
    var namespace: String
    var source: String
    var action: Action
    var changes: [Change] = []
    var refusals: [Refusal] = []

    /// What the server says to an object, with nothing stored, and what its driver says of the machine.
    static func make(_ manifest: Manifest, in namespace: String, forcing: Bool, _ client: StrataClient) async throws(ClientError)
        -> ObjectPlan
    {
        let name = manifest.name(in: namespace)
        let before = try await LiveObject.get(manifest.kind, name, client)
        var plan = ObjectPlan(reference: manifest.reference, namespace: name.namespace, source: manifest.source, action: .none)
        let after: JSONValue
        do throws(ClientError) {
            after = try await client.apply(manifest.kind, name, manifest.object, WriteOptions(isDryRun: true, isForced: forcing))
        } catch {
            guard case .status(let status) = error, [400, 403, 404, 409, 422].contains(status.code) else { throw error }
            plan.refuse(status, before, manifest)
            return plan
        }
        if before == nil {
            plan.action = .create
            let (_, shown) = SecretMask.masked(nil, manifest.object)
            plan.changes = FieldChange.between(nil, shown).filter {
                !["apiVersion", "kind", "metadata.name", "metadata.namespace"].contains($0.field)
            }
            .map { Change(field: $0.field, after: $0.after) }
            return plan
        }
        let (old, new) = SecretMask.masked(before.map(LiveObject.comparable), LiveObject.comparable(after))
        plan.changes = FieldChange.between(old, new).map { Change(field: $0.field, before: $0.before, after: $0.after) }
        guard !plan.changes.isEmpty else { return plan }
        plan.action = .update
        if manifest.kind == Instance.kind, before?["status"]?["nativeID"]?.string?.isEmpty == false { await plan.ask(name, after, client) }
        return plan
    }

    /// Adds when each change reaches the machine, and what else would be changed on it.
    private mutating func ask(_ name: ObjectName, _ after: JSONValue, _ client: StrataClient) async {
        guard changes.contains(where: { $0.field.hasPrefix("spec") }) else { return }
        guard let answer = try? await client.plan(name, after) else {
            for index in changes.indices where changes[index].field.hasPrefix("spec.") { changes[index].effect = .unknown }
            return
        }
        let effects = (answer["changes"]?.array ?? []).compactMap { change in
            change["field"]?.string.map {
                (field: $0, change: change, effect: change["needsRestart"]?.bool == true ? Effect.restart : .now)
            }
        }
        for index in changes.indices where changes[index].field.hasPrefix("spec.") {
            let own = effects.filter { FieldChange.isSame($0.field, changes[index].field) }
            changes[index].effect = own.contains { $0.effect == .restart } ? .restart : .now
        }
        for other in effects where !changes.contains(where: { FieldChange.isSame(other.field, $0.field) }) {
            changes.append(
                Change(field: other.field, before: other.change["found"], after: other.change["wanted"], effect: other.effect))
        }
    }

    private mutating func refuse(_ status: APIStatus, _ before: JSONValue?, _ manifest: Manifest) {
        let fields = status.causes.filter { !$0.field.isEmpty }
        let isFixed = !fields.isEmpty && before != nil && fields.allSatisfy { $0.message.contains("field is immutable") }
        action = isFixed ? .replace : .refuse
        refusals = fields.map { Refusal(field: $0.field, message: $0.message) }
        if refusals.isEmpty { refusals = [Refusal(field: "", message: status.message)] }
        guard isFixed else { return }
        changes = fields.map { cause in
            let path = cause.field.split(separator: ".").map(String.init)
            return Change(field: cause.field, before: before?[path: path], after: manifest.object[path: path])
        }
    }

    var json: JSONValue {
        var json: JSONValue = [
            "object": .string(reference), "source": .string(source), "action": .string(action.rawValue),
        ]
        if !namespace.isEmpty { json["namespace"] = .string(namespace) }
        if !changes.isEmpty {
            json["changes"] = .array(
                changes.map { change in
                    var json: JSONValue = ["field": .string(change.field)]
                    json["before"] = change.before
                    json["after"] = change.after
                    if let effect = change.effect { json["takesEffect"] = .string(effect.rawValue) }
                    return json
                })
        }
        if !refusals.isEmpty {
            json["refusals"] = .array(
                refusals.map { refusal in
                    var json: JSONValue = ["message": .string(refusal.message)]
                    if !refusal.field.isEmpty { json["field"] = .string(refusal.field) }
                    return json
                })
        }
        return json
    }
}
