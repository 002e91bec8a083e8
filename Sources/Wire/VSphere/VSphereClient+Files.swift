import HTTPS

/// A file in a datastore.
public struct DatastorePath: Sendable, Hashable, CustomStringConvertible {
    public var datastore: String
    /// Below the datastore's root, without a slash at its beginning.
    public var path: String
    /// The datacenter by whose datastore is meant, as a path of names.
    public var datacenter: String

    public init(datastore: String, path: String, datacenter: String) {
        self.datastore = datastore
        self.path = path
        self.datacenter = datacenter
    }

    /// `[datastore1] images/a.iso`
    public var description: String { "[\(datastore)] \(path)" }

    /// Where the server has it for HTTP (vSphere Web Services SDK Programming Guide, "Datastore File Access").
    var target: String {
        let path = path.split(separator: "/").map { Self.encoded(String($0)) }.joined(separator: "/")
        return "/folder/\(path)?dcPath=\(Self.encoded(datacenter))&dsName=\(Self.encoded(datastore))"
    }

    private static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
            }
        }
        return result
    }
}

extension VSphereClient {
    /// Puts a file of this machine into a datastore, in place of one that is there.
    public func upload(_ path: String, to file: DatastorePath) async throws(VSphereError) {
        var request = HTTPSRequest(
            .put, file.target, headers: [("Content-Type", "application/octet-stream")], body: [.file(path)])
        request.timeout = .seconds(120)
        try await transfer(request, at: place(of: file), accepting: [200, 201])
    }

    private func place(of file: DatastorePath) -> FarPlace {
        FarPlace(host: own.host, port: own.port, target: file.target, thumbprint: "")
    }
}

extension VSphereClient {
    /// How large a file in a datastore is, in bytes; nil where there is none.
    public func size(of file: DatastorePath) async throws(VSphereError) -> Int64? {
        var request = HTTPSRequest(.head, file.target, headers: [("Cookie", try await sessions.session().cookie)])
        request.isRepeatable = true
        let answer: HTTPSAnswer
        do throws(HTTPSError) { answer = try await http.send(request) } catch {
            if case .cancelled = error { throw .cancelled }
            throw .transport(error)
        }
        switch answer.status {
        case 200: return answer.headers["content-length"].flatMap { Int64($0) }
        case 404: return nil
        default: throw .transport(.malformed(host: http.host, reason: "HTTP status \(answer.status) \(answer.reason)"))
        }
    }
}
