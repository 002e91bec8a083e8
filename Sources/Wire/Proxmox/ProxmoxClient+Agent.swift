import HTTPS
import StrataAPI

/// A command that QEMU's agent runs in a virtual machine.
public struct AgentProcess: Sendable, Hashable {
    public var hasExited = false
    /// Nil for one that a signal ended.
    public var exitCode: Int?
    public var signal: Int?
    public var output: [UInt8] = []
    public var errors: [UInt8] = []
    /// Whether it wrote more than the agent keeps.
    public var isOutputTruncated = false
    public var areErrorsTruncated = false
}

extension ProxmoxClient {
    /// The most input, in characters, that a command gets.
    public static let agentInputLimit = 65_536

    /// Whether QEMU's agent in a machine answers; throws where that cannot be told.
    ///
    /// - Parameter machine: the machine's path: `nodes`, node, `qemu`, number.
    public func agentAnswers(_ machine: [String]) async throws(ProxmoxError) -> Bool {
        do throws(ProxmoxError) {
            _ = try await send(.post, machine + ["agent", "ping"])
            return true
        } catch {
            guard case .refused(_, 500, let reason, _) = error, reason.contains("guest agent") else { throw error }
            return false
        }
    }

    /// Has QEMU's agent begin a command.
    ///
    /// - Parameters:
    ///   - isForm: sends a form, which versions before 8.1 need; it cannot hold everything: see ``AgentWords/fitForm(_:)``.
    /// - Returns: the command's number, for ``agentStatus(_:_:)``.
    public func agentBegin(
        _ machine: [String], _ command: [String], input: [UInt8]?, isForm: Bool
    ) async throws(ProxmoxError) -> Int64 {
        let path = machine + ["agent", "exec"]
        let text = input.map(AgentWords.characters)
        let data: JSONValue
        if isForm {
            var parameters = Parameters(repeating: "command", command)
            if let text { parameters["input-data"] = text }
            data = try await send(.post, path, parameters)
        } else {
            var body: JSONValue = ["command": .array(command.map { .string($0) })]
            if let text { body["input-data"] = .string(text) }
            data = try await post(path, json: body)
        }
        guard let pid = data["pid"]?.lenientInt else { throw .malformed(request: "POST agent/exec", reason: "it names no process") }
        return pid
    }

    /// What became of a command. The agent tells the end of one once, and forgets it.
    public func agentStatus(_ machine: [String], _ pid: Int64) async throws(ProxmoxError) -> AgentProcess {
        let data = try await get(machine + ["agent", "exec-status"], ["pid": "\(pid)"], timeout: .seconds(60))
        return AgentProcess(data)
    }
}

extension AgentProcess {
    init(_ data: JSONValue) {
        self.init()
        hasExited = data["exited"]?.isTruthy ?? false
        exitCode = data["exitcode"]?.lenientInt.flatMap { Int(exactly: $0) }
        signal = data["signal"]?.lenientInt.flatMap { Int(exactly: $0) }
        output = AgentWords.bytes(data["out-data"]?.lenientText ?? "")
        errors = AgentWords.bytes(data["err-data"]?.lenientText ?? "")
        isOutputTruncated = data["out-truncated"]?.isTruthy ?? false
        areErrorsTruncated = data["err-truncated"]?.isTruthy ?? false
    }
}

/// How bytes and words go through the interface to an agent.
public enum AgentWords {
    /// Bytes as the interface has them: a character for each, since it takes what is no text for ISO 8859-1.
    static func characters(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(Unicode.Scalar(byte)) }
        return String(text)
    }

    /// The bytes that a text stands for; one that cannot be made of bytes is a text itself.
    static func bytes(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { return Array(text.utf8) }
            bytes.append(byte)
        }
        return bytes
    }

    /// Whether a form can hold a command: it loses words that are empty, and takes one that stands alone apart at spaces, commas and semicolons.
    public static func fitForm(_ command: [String]) -> Bool {
        !command.contains(where: \.isEmpty)
            && (command.count > 1 || !command.contains { $0.contains { $0.isWhitespace || $0 == "," || $0 == ";" } })
    }
}
