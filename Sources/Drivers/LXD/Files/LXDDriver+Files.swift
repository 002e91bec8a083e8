import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver: FileExchanging {
    /// See ``FileExchanging/pull(_:_:isRecursive:to:)``. One request for each file; instances need not run. What is neither file, directory nor link the daemon
    /// takes for an empty file.
    public func pull(
        _ id: NativeID, _ path: InnerPath, isRecursive: Bool, to sink: @escaping @Sendable ([UInt8]) async -> Bool
    ) async throws(DriverError) {
        let attempt = "read \(path) in"
        try check(id, attempt)
        _ = try await existing(id, attempt)
        try await exchange(attempt, id) { client in
            try await FilePull(client: client, instance: id.text, path: path, isRecursive: isRecursive, sink: sink).run()
        }
    }

    /// See ``FileExchanging/push(_:into:from:)``. One request for each file; instances need not run. Content goes through links that are there.
    public func push(
        _ id: NativeID, into directory: InnerPath, from source: @escaping @Sendable () async throws(DriverError) -> [UInt8]?
    ) async throws(DriverError) {
        let attempt = "write to \(directory) in"
        try check(id, attempt)
        _ = try await existing(id, attempt)
        try await exchange(attempt, id) { client in
            try await FilePush(client: client, instance: id.text, directory: directory, source: source).run()
        }
    }

    private func exchange(_ attempt: String, _ id: NativeID, _ body: (LXDClient) async throws -> Void) async throws(DriverError) {
        let client = try await door.client(attempt, id.text)
        do {
            try await body(client)
        } catch {
            throw (error as? FileFault)?.meaning(for: id.text) ?? (error as? DriverError)
                ?? (error as? LXDError).map { DriverError($0, attempt, id.text) } ?? .failed(.init(attempt, id.text, answer: "\(error)"))
        }
    }
}

/// What went wrong with one file.
struct FileFault: Error {
    /// As a verb: `read`, `write`.
    var attempt: String
    var path: InnerPath
    var cause: Cause

    enum Cause {
        case missing
        case refused(String, hint: String = "")
        case daemon(LXDError)
    }

    init(_ attempt: String, _ path: InnerPath, _ cause: Cause) {
        self.attempt = attempt
        self.path = path
        self.cause = cause
    }

    /// The daemon tells of files that are not there as of instances that are not, and of what its own system said in that system's words.
    init(_ attempt: String, _ path: InnerPath, _ error: LXDError) {
        let lasting = [
            "not a directory", "is a directory", "file exists", "permission denied", "read-only file system", "directory not empty",
        ]
        switch error {
        case .refused(_, 404, _): self.init(attempt, path, .missing)
        case .refused(_, _, let reason):
            let found = lasting.first { reason.lowercased().contains($0) }
            self.init(attempt, path, found.map { .refused($0) } ?? .daemon(error))
        default: self.init(attempt, path, .daemon(error))
        }
    }

    func meaning(for instance: String) -> DriverError {
        let attempt = "\(attempt) \(path) in"
        return switch cause {
        case .missing: .notFound(.init(attempt, instance, answer: "there is no such file or directory"))
        case .refused(let answer, let hint): .refused(.init(attempt, instance, answer: answer, hint: hint))
        case .daemon(let error): DriverError(error, attempt, instance)
        }
    }
}
