/// A request as a simulator gets it.
public struct SimulatorRequest: Sendable {
    public var method: String
    /// Without the query; still percent-encoded.
    public var path: String
    /// What stands behind the question mark.
    public var query: String
    /// By name in lower case; the first of a name.
    public var headers: [String: String]
    /// What came, where it is short; empty for what is streamed.
    public var body: [UInt8] = []
    /// For bodies that are too long to be held: what was found while they came through.
    public var upload: Upload?

    /// A file that came in a body: in a form, of which it was not kept, or as the body, which was.
    public struct Upload: Sendable {
        /// The form's other fields.
        public var fields: [String: String] = [:]
        /// The name that the form gives, or the path where it was kept.
        public var fileName = ""
        public var size: Int64 = 0
        /// In hexadecimal digits.
        public var sha256 = ""
        /// The file's first bytes, 64 KiB at most.
        public var head: [UInt8] = []
    }

    /// The path's segments and nothing of the query, decoded.
    public var segments: [String] { path.split(separator: "/").map { FormFields.decode(String($0), plusIsSpace: false) } }

    public func cookie(_ name: String) -> String? {
        for part in (headers["cookie"] ?? "").split(separator: ";") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            if pair.count == 2, pair[0] == name { return FormFields.decode(String(pair[1]), plusIsSpace: false) }
        }
        return nil
    }
}

/// Where a request's body goes while it comes.
public enum SimulatorIntake: Sendable, Hashable {
    /// Into the request, up to so many bytes.
    case held(limit: Int)
    /// Into a file; what was found on the way is the request's upload.
    case file(path: String)

    /// The most bytes that appliances take of what is no file.
    public static let usual = SimulatorIntake.held(limit: 512 << 10)
}

/// What a simulator answers.
public struct SimulatorResponse: Sendable {
    public var status: Int
    /// What stands behind the status code; the usual words where empty.
    public var reason: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// Held back for so long before it is sent.
    public var delay: Duration = .zero
    /// A file that is sent in place of the body.
    public var file: String?

    public init(_ status: Int, reason: String = "", headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.reason = reason
        self.headers = headers
        self.body = body
    }
}

/// Fields of the type application/x-www-form-urlencoded.
public enum FormFields {
    /// Names and values, in order.
    public static func parse(_ text: String) -> [(name: String, value: String)] {
        text.split(separator: "&").map { part in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decode(String(pair[0]), plusIsSpace: true), pair.count == 2 ? decode(String(pair[1]), plusIsSpace: true) : "")
        }
    }

    static func decode(_ text: String, plusIsSpace: Bool) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") && plusIsSpace ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
