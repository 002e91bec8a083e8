import StrataAPI
import Synchronization

@testable import StrataServer

/// Actions that do what the command's first word says.
final class ScriptedActions: InstanceActions {
    let restarted = Mutex<[ObjectName]>([])
    /// Open once an action that waits has been cancelled.
    let cancelled = Latch()
    let begun = Latch()

    func restart(_ name: ObjectName) async throws(APIError) {
        if name.name == "stuck" { throw APIError(.conflict, "the instance is being deleted", kind: Instance.kind, name: name.name) }
        restarted.withLock { $0.append(name) }
    }

    func exec(_ name: ObjectName, _ request: ExecRequest, _ stream: ActionStream) async throws(APIError) -> Int32 {
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

    func console(_ name: ObjectName, _ stream: ActionStream) async throws(APIError) {
        for await event in stream.input {
            guard case .data(let bytes) = event else { continue }
            try? await stream.output.write(bytes.reversed())
        }
    }

    func log(_ name: ObjectName, _ request: LogRequest, _ output: ActionOutput) async throws(APIError) {
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
