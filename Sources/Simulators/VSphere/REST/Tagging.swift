import Foundation
import StrataAPI

/// The tags of a vCenter, their categories, and what they are attached to.
struct Tagging: Sendable, Codable {
    struct Category: Sendable, Codable {
        var id: String
        var name: String
        var description = ""
        /// Whether an object may have several of its tags.
        var isMultiple = true
        /// The types of objects that may have them; all where empty.
        var types: [String] = []
    }

    struct Tag: Sendable, Codable {
        var id: String
        var name: String
        var description = ""
        var category: String
    }

    var categories: [String: Category] = [:]
    var tags: [String: Tag] = [:]
    /// By the tags' identities.
    var objects: [String: Set<Ref>] = [:]

    /// An identity as the real one gives them.
    static func newID(_ kind: String) -> String { "urn:vmomi:InventoryService\(kind):\(UUID().uuidString.lowercased()):GLOBAL" }
}

extension Center {
    /// `cis/tagging/…` of the REST interface: the paths after `tagging`.
    func answerTagging(_ call: RESTCall, _ path: [String]) throws -> JSONValue? {
        // The older form names what one thing is with a word before its identity.
        let id = path.count > 1 ? (path[1].hasPrefix("id:") ? String(path[1].dropFirst(3)) : path[1]) : nil
        let action = call.query.first { ["action", "~action"].contains($0.name) }?.value ?? ""
        switch (path.first, call.method, id, action) {
        case ("category", "GET", nil, _): return .array(tagging.categories.keys.sorted().map { .string($0) })
        case ("category", "POST", nil, _): return try makeCategory(call)
        case ("category", "GET", let id?, _):
            guard let category = tagging.categories[id] else { throw Self.missing(id) }
            return [
                "id": .string(id), "name": .string(category.name), "description": .string(category.description),
                "cardinality": category.isMultiple ? "MULTIPLE" : "SINGLE", "associable_types": .array(category.types.map { .string($0) }),
                "used_by": [],
            ]
        case ("category", "DELETE", let id?, _):
            try call.require("InventoryService.Tagging.DeleteCategory")
            guard tagging.categories[id] != nil else { throw Self.missing(id) }
            changeTagging { tagging in
                tagging.categories[id] = nil
                for tag in tagging.tags.values where tag.category == id { (tagging.tags[tag.id], tagging.objects[tag.id]) = (nil, nil) }
            }
            return nil
        case ("tag", "GET", nil, _): return .array(tagging.tags.keys.sorted().map { .string($0) })
        case ("tag", "POST", nil, _): return try makeTag(call)
        case ("tag", "POST", let id?, "list-tags-for-category"):
            guard tagging.categories[id] != nil else { throw Self.missing(id) }
            return .array(tagging.tags.values.filter { $0.category == id }.map(\.id).sorted().map { .string($0) })
        case ("tag", "GET", let id?, _):
            guard let tag = tagging.tags[id] else { throw Self.missing(id) }
            return [
                "id": .string(id), "name": .string(tag.name), "description": .string(tag.description), "category_id": .string(tag.category),
                "used_by": [],
            ]
        case ("tag", "DELETE", let id?, _):
            try call.require("InventoryService.Tagging.DeleteTag")
            guard tagging.tags[id] != nil else { throw Self.missing(id) }
            changeTagging { ($0.tags[id], $0.objects[id]) = (nil, nil) }
            return nil
        case ("tag-association", "POST", let id, _): return try associate(call, id, action)
        default: throw RESTError("NOT_FOUND", "There is no such method.")
        }
    }

    private func associate(_ call: RESTCall, _ id: String?, _ action: String) throws -> JSONValue? {
        switch (id, action) {
        case (let id?, "attach"):
            try call.require("InventoryService.Tagging.AttachTag")
            try attach(id, to: try object(call.body?["object_id"]))
            return nil
        case (let id?, "detach"):
            try call.require("InventoryService.Tagging.AttachTag")
            let object = try object(call.body?["object_id"])
            guard tagging.tags[id] != nil else { throw Self.missing(id) }
            changeTagging { _ = $0.objects[id]?.remove(object) }
            return nil
        case (let id?, "list-attached-objects"):
            guard tagging.tags[id] != nil else { throw Self.missing(id) }
            return .array(existing(tagging.objects[id] ?? []).map(Self.json))
        case (nil, "list-attached-tags"): return tags(of: try object(call.body?["object_id"]))
        case (nil, "list-attached-tags-on-objects"):
            let objects = try (call.body?["object_ids"]?.array ?? []).map { try object($0, mustExist: false) }
            guard objects.count <= 2000 else { throw RESTError("INVALID_ARGUMENT", "More than 2000 objects.") }
            return .array(objects.map { ["object_id": Self.json($0), "tag_ids": tags(of: $0)] })
        case (nil, "attach-multiple-tags-to-object"), (nil, "detach-multiple-tags-from-object"):
            try call.require("InventoryService.Tagging.AttachTag")
            let object = try object(call.body?["object_id"])
            for id in (call.body?["tag_ids"]?.array ?? []).compactMap(\.string) {
                if action.hasPrefix("attach") {
                    try attach(id, to: object)
                } else {
                    changeTagging { _ = $0.objects[id]?.remove(object) }
                }
            }
            return ["success": true, "error_messages": []]
        default: throw RESTError("NOT_FOUND", "There is no such method.")
        }
    }

    private var tagging: Tagging { state.tagging ?? Tagging() }

    private func changeTagging(_ change: (inout Tagging) -> Void) {
        var tagging = tagging
        change(&tagging)
        state.tagging = tagging
        keep()
    }

    private func makeCategory(_ call: RESTCall) throws -> JSONValue {
        try call.require("InventoryService.Tagging.CreateCategory")
        let spec = call.body?["create_spec"] ?? call.body
        guard let name = spec?["name"]?.string, !name.isEmpty, let cardinality = spec?["cardinality"]?.string,
            ["SINGLE", "MULTIPLE"].contains(cardinality)
        else { throw RESTError("INVALID_ARGUMENT", "A category has a name and a cardinality.") }
        guard !tagging.categories.values.contains(where: { $0.name == name }) else {
            throw RESTError("ALREADY_EXISTS", "The category \(name) is there already.")
        }
        let made = Tagging.Category(
            id: Tagging.newID("Category"), name: name, description: spec?["description"]?.string ?? "",
            isMultiple: cardinality == "MULTIPLE", types: spec?["associable_types"]?.array?.compactMap(\.string) ?? [])
        changeTagging { $0.categories[made.id] = made }
        return .string(made.id)
    }

    private func makeTag(_ call: RESTCall) throws -> JSONValue {
        try call.require("InventoryService.Tagging.CreateTag")
        let spec = call.body?["create_spec"] ?? call.body
        guard let name = spec?["name"]?.string, !name.isEmpty, let category = spec?["category_id"]?.string else {
            throw RESTError("INVALID_ARGUMENT", "A tag has a name and a category.")
        }
        guard tagging.categories[category] != nil else { throw Self.missing(category) }
        guard !tagging.tags.values.contains(where: { $0.name == name && $0.category == category }) else {
            throw RESTError("ALREADY_EXISTS", "The tag \(name) is there already.")
        }
        let made = Tagging.Tag(
            id: Tagging.newID("Tag"), name: name, description: spec?["description"]?.string ?? "", category: category)
        changeTagging { $0.tags[made.id] = made }
        return .string(made.id)
    }

    private func attach(_ id: String, to object: Ref) throws {
        guard let tag = tagging.tags[id], let category = tagging.categories[tag.category] else { throw Self.missing(id) }
        guard category.types.isEmpty || category.types.contains(object.type) else {
            throw RESTError("INVALID_ARGUMENT", "Tags of \(category.name) are not for a \(object.type).")
        }
        let others = tagging.objects.filter { $0.value.contains(object) && tagging.tags[$0.key]?.category == tag.category }.keys
        guard category.isMultiple || others.allSatisfy({ $0 == id }) else {
            throw RESTError("INVALID_ARGUMENT", "The object has another tag of \(category.name), of which it can have one.")
        }
        changeTagging { _ = $0.objects[id, default: []].insert(object) }
    }

    private func tags(of object: Ref) -> JSONValue {
        .array(tagging.objects.filter { $0.value.contains(object) }.keys.sorted().map { .string($0) })
    }

    /// Objects that were removed have lost their tags.
    private func existing(_ objects: Set<Ref>) -> [Ref] { objects.filter { state.entity($0) != nil }.sorted { $0.id < $1.id } }

    private func object(_ json: JSONValue?, mustExist: Bool = true) throws(RESTError) -> Ref {
        guard let type = json?["type"]?.string, let id = json?["id"]?.string else {
            throw RESTError("INVALID_ARGUMENT", "An object has a type and an id.")
        }
        let ref = Ref(type, id)
        guard !mustExist || state.entity(ref) != nil else { throw RESTError("UNAUTHORIZED", "The object \(id) is not there.") }
        return ref
    }

    private static func json(_ object: Ref) -> JSONValue { ["id": .string(object.id), "type": .string(object.type)] }

    private static func missing(_ id: String) -> RESTError { RESTError("NOT_FOUND", "\(id.printable(limit: 200)) is not there.") }
}
