public import StrataAPI

/// One event of a watch (`metav1.WatchEvent`).
public struct WatchEvent: Sendable, Hashable {
    public enum Change: String, Sendable {
        case added = "ADDED"
        case modified = "MODIFIED"
        case deleted = "DELETED"
        /// Nothing happened up to the object's resource version.
        case bookmark = "BOOKMARK"
    }

    public var change: Change
    /// The object, or a `Table` with a row for it where one was asked for.
    public var object: JSONValue

    /// The resource version up to which the watcher now knows everything.
    public var resourceVersion: String? {
        let direct = object["metadata"]?["resourceVersion"]?.string
        if let direct, !direct.isEmpty { return direct }
        return object["rows"]?.array?.last?["object"]?["metadata"]?["resourceVersion"]?.string
    }

    /// Reads one line of a watch.
    ///
    /// - Throws: ``ClientError/status(_:)`` for an `ERROR` event, ``ClientError/malformed(_:)`` for anything unknown.
    init(line: [UInt8]) throws(ClientError) {
        let json = try Response.parse(line)
        guard let type = json["type"]?.string, let object = json["object"] else {
            throw .malformed("a watch event lacks its type or its object")
        }
        if type == "ERROR" {
            throw .status(APIStatus(json: object) ?? APIStatus(code: 500, reason: "InternalError", message: object.text.printable()))
        }
        guard let change = Change(rawValue: type) else {
            throw .malformed("it has a watch event of the unknown type \"\(type.printable(limit: 40))\"")
        }
        self.change = change
        self.object = object
    }
}
