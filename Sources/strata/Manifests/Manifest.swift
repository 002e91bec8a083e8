import StrataAPI

/// One object read from a file.
struct Manifest: Sendable, Hashable {
    var kind: ResourceKind
    var object: JSONValue
    /// The file, and the document's number in it where there are several.
    var source: String

    var declaredName: String { object["metadata"]?["name"]?.string ?? "" }

    /// Checks that a document says what it is. Documents are not checked further; that is the server's part.
    init(_ object: JSONValue, source: String) throws(CommandFailure) {
        guard object.object != nil else {
            throw CommandFailure("cannot use \(source)", cause: "it is a \(object.typeName), no object", status: .usage)
        }
        guard let apiVersion = object["apiVersion"]?.string, let name = object["kind"]?.string else {
            throw CommandFailure("cannot use \(source)", cause: "it lacks apiVersion or kind", status: .usage)
        }
        do throws(CommandFailure) {
            kind = try KnownKinds.kind(apiVersion: apiVersion, name: name)
        } catch {
            throw CommandFailure("cannot use \(source)", cause: error.what, hint: error.hint, status: .usage)
        }
        guard let declared = object["metadata"]?["name"]?.string, !declared.isEmpty else {
            throw CommandFailure("cannot use \(source)", cause: "the \(name) lacks metadata.name", status: .usage)
        }
        self.object = object
        self.source = source
    }

    /// The object's name, in its own namespace or else in the given one.
    func name(in namespace: String) -> ObjectName {
        ObjectName(namespace: kind.isNamespaced ? object["metadata"]?["namespace"]?.string ?? namespace : "", name: declaredName)
    }

    /// `instance.strata.dev/web`
    var reference: String { Printer.reference(object) }
}
