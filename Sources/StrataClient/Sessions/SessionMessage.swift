import StrataAPI

/// One message of a session from the server, taken apart.
enum SessionMessage: Sendable, Hashable {
    case output(SessionOutput)
    case failed(APIStatus)
    /// Nothing to tell the user, such as the empty messages with which some servers open their channels.
    case nothing

    /// Reads the payload of one binary message.
    ///
    /// - Throws: ``ClientError/malformed(_:)`` for an unknown channel or an outcome that is no Status.
    init(_ payload: [UInt8]) throws(ClientError) {
        guard let first = payload.first else {
            self = .nothing
            return
        }
        let content = Array(payload.dropFirst())
        switch SessionChannel(rawValue: first) {
        case .output: self = content.isEmpty ? .nothing : .output(.output(content))
        case .errorOutput: self = content.isEmpty ? .nothing : .output(.errorOutput(content))
        case .outcome: self = content.isEmpty ? .nothing : try Self.outcome(content)
        case .close: self = .nothing
        case .input, .resize, nil: throw .malformed("it has a message on channel \(first), which a server does not use")
        }
    }

    private static func outcome(_ content: [UInt8]) throws(ClientError) -> SessionMessage {
        let json = try Response.parse(content)
        guard let status = APIStatus(json: json) else { throw .malformed("a session ended with something that is no Status") }
        if json["status"]?.string == "Success" { return .output(.exited(0)) }
        if let code = status.exitCode { return .output(.exited(code)) }
        return .failed(status)
    }
}
