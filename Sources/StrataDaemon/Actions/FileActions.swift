import StrataAPI
import StrataControl
import StrataDriverKit
import StrataServer
import Synchronization

/// Takes files out of instances and puts them there.
struct FileActions {
    let sessions: FileSessions

    /// The most bytes that one request carries, either way.
    static let limit: Int64 = 64 << 30

    /// As for a command inside, the right to create is needed: whoever reads or writes any file there could be anybody there.
    var all: [Action] {
        [
            .exchange(
                Instance.kind, "files",
                "GET: a file of the instance, or a directory with all that is in it, as a tar archive. PUT: an archive whose content is put into a directory.",
                parameters: [
                    .init("path", "GET: what is wanted. PUT: the directory, which is there. Absolute.", isRecorded: true),
                    .init("recursive", .boolean, "GET: whether a directory is wanted."),
                ], type: "application/x-tar", limit: Self.limit, pull, push)
        ]
    }

    private func path(_ request: ActionRequest) throws(APIError) -> InnerPath {
        do throws(InnerPath.Malformed) {
            return try InnerPath(request.text("path") ?? "")
        } catch {
            throw APIError(.badRequest, "path: \(error)", kind: Instance.kind, name: request.name.name)
        }
    }

    private func pull(_ request: ActionRequest) async throws(APIError) -> Action.Download {
        let path = try path(request)
        guard !path.name.isEmpty else {
            throw APIError(
                .badRequest, "path: / cannot be had as files; ask for a directory below it, or export the instance", kind: Instance.kind,
                name: request.name.name)
        }
        let isRecursive = try request.flag("recursive") ?? false
        let exchange = try await sessions.open(request.name)
        return { (output) async throws(APIError) in
            let count = Atomic<Int64>(0)
            do throws(APIError) {
                try await exchange.pull(path, isRecursive: isRecursive) { bytes in
                    guard count.add(Int64(bytes.count), ordering: .relaxed).newValue <= Self.limit else { return false }
                    return await Self.write(bytes, to: output)
                }
            } catch {
                guard count.load(ordering: .relaxed) > Self.limit else { throw error }
                throw APIError(
                    .requestEntityTooLarge, "\(path) holds more than \(Self.limit >> 30) GiB; ask for parts of it", kind: Instance.kind,
                    name: request.name.name)
            }
        }
    }

    /// In pieces that make each write cheap. Whether somebody still reads.
    private static func write(_ bytes: [UInt8], to output: ActionOutput) async -> Bool {
        do throws(ClientGone) {
            try await output.write(bytes)
            return true
        } catch {
            return false
        }
    }

    private func push(_ request: ActionRequest, _ input: ActionInput) async throws(APIError) -> JSONValue? {
        let path = try path(request)
        let source = SentBytes(input)
        try await sessions.open(request.name).push(into: path) { () async throws(DriverError) in try await source.next() }
        return nil
    }
}
