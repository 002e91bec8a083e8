import StrataAPI
import StrataDriverKit

/// `spec.options` of a Site whose stack is vSphere.
struct SiteOptions: Sendable, Equatable {
    /// The datacenter that the site is in; the only one when empty.
    var datacenter = ""
    /// The cluster or single host on which new machines are made; the one with the most memory left when empty.
    var cluster = ""
    /// The resource pool of new machines in the cluster, as a path of names; its own when empty.
    var resourcePool = ""
    /// The datastore of new machines; the one with the most room when empty.
    var datastore = ""
    /// The network or port group of new machines; the first when empty.
    var network = ""
    /// The folder whose machines alone the site has, as a path of names; all machines of the datacenter when empty.
    var folder = ""
    var createFolder = false

    private static let schema = Schema<SiteOptions>.object("What a vSphere site has beyond other sites.", initial: SiteOptions()) {
        Field("datacenter", \.datacenter, .string(name), "The datacenter that the site is in; the only one when left out.")
        Field(
            "cluster", \.cluster, .string(name),
            "The cluster or single host on which new machines are made; the one with the most memory left when left out.")
        Field(
            "resourcePool", \.resourcePool, .string(name),
            "The resource pool of new machines, as a path of names below the cluster; the cluster itself when left out.")
        Field("datastore", \.datastore, .string(name), "The datastore of new machines; the one with the most room when left out.")
        Field("network", \.network, .string(name), "The network or port group of new machines; the first by name when left out.")
        Field(
            "folder", \.folder, .string(name),
            "The folder whose machines alone the site has, as a path of names; all machines of the datacenter when left out.")
        Field("createFolder", \.createFolder, .bool, "Whether the folder is made where it is missing.")
    }

    /// Names are text of up to 80 characters; a path of them is longer.
    private static let name = StringRule(
        length: 0...512, check: { $0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? "must be one line" : nil })

    init() {}

    init(_ json: JSONValue) throws(DriverError) {
        do {
            self = try Self.schema.value(from: json, at: FieldPath("spec", "options"))
        } catch {
            throw .refused(.init("connect to", "vSphere", answer: "\(error)"))
        }
    }
}
