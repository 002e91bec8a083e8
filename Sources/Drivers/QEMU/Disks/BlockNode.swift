import QMP
import StrataAPI
import StrataDriverKit

/// A disk's file as a running QEMU knows it (QEMU, docs/devel/block-layer, "block nodes").
struct BlockNode: Sendable, Equatable {
    var name: String
    /// The file's path.
    var file: String
    /// What the guest sees, in bytes.
    var size: Int64

    /// Reads one entry of `query-named-block-nodes`; nil for nodes that are not disks, as a file's bytes are.
    init?(_ json: JSONValue) {
        guard let name = json["node-name"]?.string, let driver = json["drv"]?.string, driver == "qcow2" || driver == "raw",
            let said = json["file"]?.string, let size = json["image"]?["virtual-size"]?.int, let file = Self.path(said)
        else { return nil }
        self.name = name
        self.file = file
        self.size = size
    }

    /// QEMU tells of a file whose disk below is not the one that stands in it in JSON.
    static func path(_ said: String) -> String? {
        guard said.hasPrefix("json:") else { return said }
        return (try? JSONValue(parsing: Array(said.utf8.dropFirst(5))))?["file"]?["filename"]?.string
    }
}

extension QEMUDriver {
    /// The disks that a machine's QEMU has open.
    func blockNodes(_ monitor: QMPClient, _ id: NativeID, _ attempt: String) async throws(DriverError) -> [BlockNode] {
        let answer = try await ask(monitor, "query-named-block-nodes", id, attempt, ["flat": true])
        return (answer.array ?? []).compactMap(BlockNode.init)
    }
}
