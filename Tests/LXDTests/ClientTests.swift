import StrataAPI
import Synchronization
import Testing

@testable import LXD

struct ClientTests {
    @Test func `answers give result and ETag, and unknown fields are passed over`() async throws {
        try await ScriptedDaemon.run { _ in
            ScriptedDaemon.answer(#"{"type": "sync", "new": [1], "metadata": {"name": "a"}}"#, headers: "ETag: e1\r\n")
        } _: { path in
            let answer = try await LXDClient(socket: path).send(.get, "/1.0/instances/a")
            #expect(answer.metadata["name"]?.string == "a")
            #expect(answer.etag == "e1")
        }
    }

    @Test func `an ETag that is no longer true is refused in the daemon's words`() async throws {
        try await ScriptedDaemon.run { request in
            request.contains("If-Match: old\r\n")
                ? ScriptedDaemon.answer(
                    #"{"type": "error", "error_code": 412, "error": "ETag doesn't match"}"#, status: "412 Precondition Failed")
                : ScriptedDaemon.answer(#"{"type": "sync"}"#)
        } _: { path in
            await #expect(throws: LXDError.refused(request: "PUT /1.0/instances/a", code: 412, reason: "ETag doesn't match")) {
                _ = try await LXDClient(socket: path).send(.put, "/1.0/instances/a", [:], ifMatch: "old")
            }
        }
    }

    @Test func `an operation that fails is an error though the wait succeeds`() async throws {
        try await ScriptedDaemon.run { request in
            request.hasPrefix("GET /1.0/operations/a-1/wait ")
                ? ScriptedDaemon.answer(#"{"type": "sync", "metadata": {"status_code": 400, "err": "is running"}}"#)
                : ScriptedDaemon.answer(#"{"type": "async", "operation": "/1.0/operations/a-1"}"#, status: "202 Accepted")
        } _: { path in
            await #expect(throws: LXDError.failed(operation: "DELETE /1.0/instances/a", reason: "is running")) {
                _ = try await LXDClient(socket: path).perform(.delete, "/1.0/instances/a")
            }
        }
    }

    /// As Incus 6.0.4 answers a wait for an operation that failed: HTTP status 200, and an error.
    @Test func `an operation that fails is the same error where the wait itself tells of it`() async throws {
        try await ScriptedDaemon.run { request in
            if request.hasPrefix("GET /1.0/operations/a-1/wait ") {
                return ScriptedDaemon.answer(#"{"type": "error", "error_code": 404, "error": "is not there"}"#)
            }
            return request.hasPrefix("GET /1.0/operations/a-1 ")
                ? ScriptedDaemon.answer(#"{"type": "sync", "metadata": {"status_code": 400, "err": "is not there"}}"#)
                : ScriptedDaemon.answer(#"{"type": "async", "operation": "/1.0/operations/a-1"}"#, status: "202 Accepted")
        } _: { path in
            await #expect(throws: LXDError.failed(operation: "DELETE /1.0/instances/a", reason: "is not there")) {
                _ = try await LXDClient(socket: path).perform(.delete, "/1.0/instances/a")
            }
        }
    }

    /// Incus answers a wait that is over before the operation with the error `context deadline exceeded`.
    @Test func `a command that goes on for longer than one wait is waited for`() async throws {
        let waits = Mutex(0)
        try await ScriptedDaemon.run { request in
            if request.hasPrefix("POST ") {
                return ScriptedDaemon.answer(
                    #"{"type": "async", "operation": "/1.0/operations/a-1", "metadata": {"metadata": {"fds": {"0": "s"}}}}"#,
                    status: "202 Accepted")
            }
            guard request.hasPrefix("GET /1.0/operations/a-1/wait") else {
                let isOver = waits.withLock { $0 > 1 }
                return ScriptedDaemon.answer(
                    isOver
                        ? #"{"type": "sync", "metadata": {"status_code": 400, "err": "Command not found", "metadata": {"return": 127}}}"#
                        : #"{"type": "sync", "metadata": {"status_code": 103}}"#)
            }
            waits.withLock { $0 += 1 }
            return ScriptedDaemon.answer(#"{"type": "error", "error_code": 500, "error": "context deadline exceeded"}"#)
        } _: { path in
            let client = LXDClient(socket: path)
            let session = try await client.exec("a", ["x"])
            #expect(try await client.exit(of: session) == 127)
            #expect(waits.withLock { $0 } == 2)
        }
    }

    @Test func `cancelling the task cancels the operation`() async throws {
        let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
        let cancelled = Mutex(false)
        try await ScriptedDaemon.run { request in
            if request.hasPrefix("GET ") {
                waiting.yield()
                return nil
            }
            if request.hasPrefix("DELETE /1.0/operations/a-1 ") {
                cancelled.withLock { $0 = true }
                return ScriptedDaemon.answer(#"{"type": "sync"}"#)
            }
            return ScriptedDaemon.answer(#"{"type": "async", "operation": "/1.0/operations/a-1"}"#, status: "202 Accepted")
        } _: { path in
            let task = Task { try await LXDClient(socket: path).perform(.post, "/1.0/instances", [:]) }
            for await _ in waits { break }
            task.cancel()
            await #expect(throws: LXDError.cancelled) { _ = try await task.value }
            #expect(cancelled.withLock { $0 })
        }
    }

    @Test func `a missing extension is refused by its name`() async throws {
        try await ScriptedDaemon.run { _ in
            ScriptedDaemon.answer(#"{"type": "sync", "metadata": {"api_extensions": ["instances"]}}"#)
        } _: { path in
            let server = try await LXDClient(socket: path).server()
            try server.require("instances")
            #expect(throws: LXDError.missingExtension("projects")) { try server.require("projects") }
        }
    }

    @Test func `a daemon that hangs is given up`() async throws {
        try await ScriptedDaemon.run { _ in
            nil
        } _: { path in
            await #expect(throws: LXDError.timedOut(request: "GET /1.0", after: .milliseconds(50))) {
                _ = try await LXDClient(socket: path, timeout: .milliseconds(50)).server()
            }
        }
    }

    @Test func `an answer cut short is no answer`() async throws {
        try await ScriptedDaemon.run { _ in
            "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"type\""
        } _: { path in
            await #expect(throws: LXDError.closed) { _ = try await LXDClient(socket: path).server() }
        }
    }

    @Test func `an answer too long is refused`() async throws {
        try await ScriptedDaemon.run { _ in
            ScriptedDaemon.answer(#"{"type": "sync", "metadata": "0123456789"}"#)
        } _: { path in
            await #expect(throws: LXDError.tooLong(limit: 16)) { _ = try await LXDClient(socket: path, limit: 16).server() }
        }
    }

    @Test func `an operation of another member's is known by its path`() throws {
        let envelope: JSONValue = ["type": "async", "operation": "/1.0/operations/a-1?project=default"]
        #expect(try LXDAnswer(parsing: envelope.encoded(), request: "POST /x", code: 202, etag: nil).operation == "/1.0/operations/a-1")
    }

    @Test(arguments: ["/1.0/instances/x", "/1.0/operations/../instances", "/1.0/operations/a b"])
    func `an operation's path leads nowhere else`(_ operation: String) {
        #expect(throws: LXDError.protocolViolation("POST /x is answered by an operation without a path")) {
            let envelope: JSONValue = ["type": "async", "operation": .string(operation)]
            _ = try LXDAnswer(parsing: envelope.encoded(), request: "POST /x", code: 202, etag: nil)
        }
    }
}
