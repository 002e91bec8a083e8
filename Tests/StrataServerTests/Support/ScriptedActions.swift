import StrataAPI
import Synchronization

@testable import StrataServer

/// Actions that do what the command's first word says.
final class ScriptedActions: Sendable {
    let restarted = Mutex<[ObjectName]>([])
    /// Open once an action that waits has been cancelled.
    let cancelled = Latch()
    let begun = Latch()
    /// The sizes of uploads that ended, negative for those that were cut short.
    let uploaded = Mutex<[Int]>([])

    var all: [Action] {
        [
            .order(Instance.kind, "restart", "Restarts.") { (request) async throws(APIError) in
                try await self.restart(request.name)
                return request.body["echo"].map { ["kind": "Echo", "echo": $0] }
            },
            .session(Instance.kind, "exec", "Runs a command.", parameters: ExecOptions.parameters) { (request) async throws(APIError) in
                let options = try ExecOptions(request)
                return { (stream) async throws(APIError) in try await self.exec(options, stream) }
            },
            .session(Instance.kind, "console", "Attaches.") { (_) async throws(APIError) in
                { (stream) async throws(APIError) in await self.reverse(stream) }
            },
            .session(Instance.kind, "vnc", "Shows the screen.", framing: .bytes) { (_) async throws(APIError) in
                { (stream) async throws(APIError) in await self.reverse(stream) }
            },
            .download(Instance.kind, "log", "Logs.", parameters: LogOptions.parameters, type: "text/plain; charset=utf-8") {
                (request) async throws(APIError) in
                let options = try LogOptions(request)
                return { (output) async throws(APIError) in try await self.log(request.name, options, output) }
            },
            .upload(Instance.kind, "content", "Takes bytes.", limit: 5 << 20) { (request, input) async throws(APIError) in
                try await self.take(request.name, input)
            },
            .exchange(
                Instance.kind, "files", "Goes either way.",
                parameters: [.init("path", "Which.", isRecorded: true), .init("word", "Which.")],
                type: "application/x-tar", limit: 5 << 20,
                { (request) async throws(APIError) in
                    let path = request.text("path") ?? ""
                    if path.isEmpty { throw APIError(.badRequest, "no path") }
                    return { (output) async throws(APIError) in
                        if path == "/missing" { throw APIError(.notFound, "there is no \(path)") }
                        do { try await output.write(Array(path.utf8)) } catch { throw APIError(.internalError, "\(error)") }
                        if path == "/half" { throw APIError(.internalError, "it ended") }
                    }
                }, { (request, input) async throws(APIError) in try await self.take(request.name, input) }),
        ]
    }

    /// Counts what comes. An upload to `full` is refused as soon as it has begun.
    private func take(_ name: ObjectName, _ input: ActionInput) async throws(APIError) -> JSONValue? {
        var size = 0
        for await event in input {
            switch event {
            case .data(let bytes):
                size += bytes.count
                begun.open()
                if name.name == "full" { throw APIError(.conflict, "there is no room") }
            case .endOfInput:
                uploaded.withLock { $0.append(size) }
                return ["kind": "Sum", "size": .int(Int64(size))]
            case .resize: break
            }
        }
        uploaded.withLock { $0.append(-size) }
        cancelled.open()
        throw APIError(.badRequest, "the upload was cut short")
    }

    private func restart(_ name: ObjectName) async throws(APIError) {
        if name.name == "stuck" { throw APIError(.conflict, "the instance is being deleted", kind: Instance.kind, name: name.name) }
        restarted.withLock { $0.append(name) }
    }

    private func exec(_ request: ExecOptions, _ stream: ActionStream) async throws(APIError) -> Int32 {
        begun.open()
        do {
            switch request.command[0] {
            case "cat":
                for await event in stream.input {
                    switch event {
                    case .data(let bytes): try await stream.output.write(bytes)
                    case .resize(let columns, let rows): try await stream.output.write(Array("\(columns)x\(rows)".utf8), to: .errors)
                    case .endOfInput: return 0
                    }
                }
                return 0
            case "exit": return Int32(request.command[1]) ?? 0
            case "missing": throw APIError(.badRequest, "no such program in the container")
            case "flood":
                for _ in 0..<64 { try await stream.output.write([UInt8](repeating: 7, count: 64 << 10)) }
                return 0
            default:
                for await _ in stream.input {}
                cancelled.open()
                return 1
            }
        } catch let error as APIError {
            throw error
        } catch {
            return 1
        }
    }

    private func reverse(_ stream: ActionStream) async -> Int32 {
        for await event in stream.input {
            guard case .data(let bytes) = event else { continue }
            try? await stream.output.write(bytes.reversed())
        }
        return 0
    }

    private func log(_ name: ObjectName, _ request: LogOptions, _ output: ActionOutput) async throws(APIError) {
        if name.name == "mute" { throw APIError(.serviceUnavailable, "the site is not reachable") }
        do {
            try await output.write(Array("tail=\(request.tailLines ?? -1) follow=\(request.follows)\n".utf8))
            if request.follows {
                begun.open()
                await Latch().wait()
                cancelled.open()
            }
        } catch {
            cancelled.open()
        }
    }
}
