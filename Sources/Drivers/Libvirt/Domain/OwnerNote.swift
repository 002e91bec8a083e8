import StrataDriverKit
import Libvirt
import StrataAPI
import XMLDocuments

/// What Strata writes into a domain's `<metadata>`: whose it is, and what of the instance's wishes libvirt has no words for.
///
/// ```xml
/// <strata:instance xmlns:strata="https://strata.dev/libvirt/1" uid="…" name="default/web" hostname="web" cores="1.5" options="{…}"/>
/// ```
struct OwnerNote: Sendable, Equatable {
    /// The XML namespace; libvirt keeps one element of each.
    static let namespace = "https://strata.dev/libvirt/1"

    var uid: UID
    var instance = ""
    /// The server that keeps that instance; empty where it is not known.
    var server = ""
    var hostname = ""
    var digest = ""
    /// What the instance wishes, of which the processors are a whole number.
    var cores: Double?
    /// In bytes; nil for what the image has.
    var disk: Int64?
    var labels: [String: String] = [:]
    var volumes: [VolumeDisk] = []
    /// What `spec.networks` asks for; empty where it asks for nothing, and the machine is on the site's own network.
    var cards: [MachineCard] = []
    /// Whether the machine is on its way here from another site, which has it until it is not any more.
    var isArriving = false
    /// Nil for a machine that was made by somebody else, whose options are its own.
    var options: MachineOptions?

    init(uid: UID) { self.uid = uid }

    /// The note in a domain's definition; nil where it has none, or one that cannot be understood.
    init?(in domain: XMLElement) {
        guard let element = Self.element(in: domain), let uid = element[attribute: "uid"], !uid.isEmpty, uid.utf8.count <= 64 else {
            return nil
        }
        self.init(uid: UID(uid))
        instance = element[attribute: "name"] ?? ""
        server = element[attribute: "server"] ?? ""
        hostname = element[attribute: "hostname"] ?? ""
        digest = element[attribute: "image"] ?? ""
        cores = element[attribute: "cores"].flatMap { Double($0) }
        disk = element[attribute: "disk"].flatMap { Int64($0) }
        isArriving = element[attribute: "arriving"] == "yes"
        if let text = element[attribute: "labels"], let json = try? JSONValue(parsing: Array(text.utf8)) {
            labels = (json.object ?? [:]).compactMapValues(\.string)
        }
        if let text = element[attribute: "volumes"], let json = try? JSONValue(parsing: Array(text.utf8)) {
            volumes = (json.array ?? []).compactMap { try? VolumeDisk.schema.value(from: $0) }
        }
        if let text = element[attribute: "networks"], let json = try? JSONValue(parsing: Array(text.utf8)) {
            cards = (json.array ?? []).compactMap { try? MachineCard.schema.value(from: $0) }
        }
        if let text = element[attribute: "options"], let json = try? JSONValue(parsing: Array(text.utf8)) {
            options = try? MachineOptions.schema.value(from: json)
        }
    }

    private var element: XMLElement {
        var element = XMLElement(
            "strata:instance",
            [("xmlns:strata", Self.namespace), ("uid", uid.text), ("name", instance), ("hostname", hostname)])
        if !server.isEmpty { element[attribute: "server"] = server }
        if !digest.isEmpty { element[attribute: "image"] = digest }
        element[attribute: "cores"] = cores.map { "\($0)" }
        element[attribute: "disk"] = disk.map { "\($0)" }
        if isArriving { element[attribute: "arriving"] = "yes" }
        if !labels.isEmpty { element[attribute: "labels"] = JSONValue.object(labels.mapValues { .string($0) }).text }
        if !volumes.isEmpty { element[attribute: "volumes"] = JSONValue.array(volumes.compactMap { VolumeDisk.schema.encode($0) }).text }
        if !cards.isEmpty { element[attribute: "networks"] = JSONValue.array(cards.compactMap { MachineCard.schema.encode($0) }).text }
        element[attribute: "options"] = options.flatMap { MachineOptions.schema.encode($0) }?.text
        return element
    }

    /// Puts the note into a domain's definition in the place of the one there.
    func write(into domain: inout XMLElement) {
        var metadata = domain["metadata"] ?? XMLElement("metadata")
        metadata.nodes.removeAll { if case .element(let element) = $0 { Self.isNote(element) } else { false } }
        metadata.nodes.append(.element(element))
        domain["metadata"] = metadata
    }

    private static func element(in domain: XMLElement) -> XMLElement? { domain["metadata"]?.children.first(where: isNote) }

    /// The prefix is the writer's affair; libvirt keeps it as it is.
    private static func isNote(_ element: XMLElement) -> Bool {
        guard let separator = element.name.firstIndex(of: ":") else {
            return element.name == "instance" && element[attribute: "xmlns"] == namespace
        }
        let (prefix, name) = (element.name[..<separator], element.name[element.name.index(after: separator)...])
        return name == "instance" && element[attribute: "xmlns:\(prefix)"] == namespace
    }
}
