import StrataAPI
import StrataArchive
import StrataControl
import StrataDriverKit
import StrataServer

/// Carries instances away as archives, piece by piece.
struct ExportAction {
    let sessions: SnapshotSessions

    /// Who may read an instance's disks could have become anybody inside: as for a command there, the right to create is needed.
    var all: [Action] {
        [
            .download(
                Instance.kind, "export", "The instance as an archive: its document, its disks, and their sums.", right: .create,
                parameters: [.init("snapshot", "The Snapshot whose moment is wanted; now when left out.")], type: "application/x-tar",
                export)
        ]
    }

    private func export(_ request: ActionRequest) async throws(APIError) -> Action.Download {
        let snapshot = request.text("snapshot")
        let (instance, export) = try await sessions.export(request.name, at: snapshot)
        let head = ArchiveHead(
            instance: instance.portable, snapshot: snapshot ?? "", createdAt: .now(), architecture: export.architecture,
            command: export.command, stopSignal: export.stopSignal,
            parts: export.parts.map { ArchiveHead.Part(name: $0.name, form: $0.form.rawValue) })
        return { (output) async throws(APIError) in
            do {
                try await Self.send(head, export.parts, output)
            } catch {
                await export.close()
                throw (error as? APIError)
                    ?? APIError(
                        .internalError, "the export of \(request.name.name) ended: \(error)", kind: Instance.kind, name: request.name.name)
            }
            await export.close()
        }
    }

    private static func send(_ head: ArchiveHead, _ parts: [MachineExport.Part], _ output: ActionOutput) async throws {
        var writer = ArchiveWriter(head)
        try await send(writer.begin(), output)
        for part in parts {
            let session = try await part.open()
            session.endInput()
            var said: [UInt8] = []
            do {
                for try await chunk in session.output {
                    switch chunk.stream {
                    case .standardOutput: try await send(writer.write(chunk.bytes), output)
                    case .standardError: said += chunk.bytes.prefix(4096 - min(said.count, 4096))
                    }
                }
            } catch {
                await session.terminate()
                throw error
            }
            let exit = try await session.exit
            guard exit == .exited(0) else {
                let answer = String(decoding: said, as: UTF8.self).printable(limit: 600)
                throw DriverError.failed(.init("send", part.name, answer: answer.isEmpty ? "\(exit)" : answer))
            }
            try await send(writer.endPart(), output)
        }
        try await send(writer.end(), output)
    }

    /// In pieces that make each write cheap and hold little.
    private static func send(_ bytes: [UInt8], _ output: ActionOutput) async throws(ClientGone) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(256 << 10)
            rest = rest.dropFirst(piece.count)
            try await output.write(Array(piece))
        }
    }
}
