import StrataAPI

/// A task that a node works on, or did.
struct TaskRecord: Sendable {
    let upid: String
    let node: String
    let kind: String
    let subject: String
    let user: String
    let pid: Int
    let startedAt: Int64
    var endedAt: Int64?
    /// `OK`, `WARNINGS: 1`, or what went wrong.
    var exit: String?
    var log: [String] = []

    static func upid(node: String, pid: Int, startedAt: Int64, kind: String, subject: String, user: String) -> String {
        func hexadecimal(_ number: Int64, _ digits: Int) -> String {
            let text = String(number, radix: 16, uppercase: true)
            return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
        }
        return
            "UPID:\(node):\(hexadecimal(Int64(pid), 8)):\(hexadecimal(startedAt & 0x7FFF_FFFF, 8)):\(hexadecimal(startedAt, 8)):\(kind):\(subject):\(user):"
    }

    /// As lists of tasks show it.
    var entry: JSONValue {
        var json: JSONValue = [
            "upid": .string(upid), "node": .string(node), "type": .string(kind), "id": .string(subject), "user": .string(user),
            "pid": .int(Int64(pid)), "pstart": .int(startedAt & 0x7FFF_FFFF), "starttime": .int(startedAt),
        ]
        if let endedAt {
            json["endtime"] = .int(endedAt)
            json["status"] = .string(exit ?? "unexpected status")
        }
        return json
    }

    /// `tasks/UPID/status`.
    var status: JSONValue {
        var json = entry
        json["endtime"] = nil
        json["status"] = endedAt == nil ? "running" : "stopped"
        if endedAt != nil { json["exitstatus"] = .string(exit ?? "unexpected status") }
        return json
    }
}

/// What a task says that did what it should, but for something.
struct TaskWarning: Error {
    let line: String
}
