import StrataAPI
import StrataArchive
import StrataClient

/// Sends the disk of an archive to the server while the archive is read and checked, and makes an Image of it.
///
/// The server is told that the disk is whole only after the archive's sums were found right. An Image whose content did not come is removed again.
struct ArchiveImport {
    let context: ClientContext
    let file: ArchiveFile
    let what: String

    /// Reads up to the head.
    static func head(of file: ArchiveFile, _ reader: inout ArchiveReader, _ what: String) throws -> (
        ArchiveHead, rest: [ArchiveReader.Event]
    ) {
        while true {
            let bytes = try file.read(for: what)
            var events: [ArchiveReader.Event]
            do throws(ArchiveError) {
                if bytes.isEmpty { _ = try reader.finish() }
                events = try reader.read(bytes)
            } catch {
                throw CommandFailure(what, cause: "\(file.shown): \(error)")
            }
            if case .head(let head)? = events.first {
                events.removeFirst()
                return (head, events)
            }
        }
    }

    /// Makes an Image of the archive's one part.
    ///
    /// - Returns: the Image's name.
    func run(
        _ head: ArchiveHead, _ reader: ArchiveReader, _ rest: [ArchiveReader.Event], name: String, _ progress: Progress
    ) async throws -> ObjectName {
        guard head.parts.count == 1, let part = head.parts.first else {
            throw CommandFailure(what, cause: "it has \(head.parts.count) disks, and only one can be imported")
        }
        let types: [String: InstanceType] = ["RootFileSystem": .container, "QCOW2": .virtualMachine, "RawDisk": .virtualMachine]
        guard let type = types[part.form] else {
            throw CommandFailure(what, cause: "its disk has the form \(part.form), which cannot be imported")
        }
        var image = Image(name: ObjectName(name: name))
        image.spec.source = Image.uploadPrefix + UID.random().text
        image.spec.architecture = head.architecture
        image.spec.type = type
        let document = image.json
        _ = try await context.attempt(what) { () throws(ClientError) in
            try await context.client.create(Image.kind, namespace: context.namespace, document)
        }
        let imageName = context.name(Image.kind, name)
        do {
            try await send(reader, rest, to: imageName, progress)
            try await wait(for: imageName, progress)
        } catch {
            // Also where the user gave up: what is of no use must not stay.
            await Task { [context] in _ = try? await context.client.delete(Image.kind, imageName) }.value
            throw error
        }
        return imageName
    }

    private func send(_ reader: ArchiveReader, _ rest: [ArchiveReader.Event], to image: ObjectName, _ progress: Progress) async throws {
        var reader = reader
        var pending = rest
        var isOver = false
        var size: Int64 = 0
        do {
            _ = try await context.client.upload("content", of: Image.kind, image, timeout: .seconds(1800)) {
                while true {
                    while !pending.isEmpty {
                        guard case .bytes(_, let bytes) = pending.removeFirst() else { continue }
                        size += Int64(bytes.count)
                        progress.show("\(image.name): sending", detail: ByteCount.text(size))
                        return Array(bytes)
                    }
                    if isOver { return nil }
                    let bytes = try file.read(for: what)
                    if bytes.isEmpty {
                        _ = try reader.finish()
                        isOver = true
                    } else {
                        pending = try reader.read(bytes)
                    }
                }
            }
        } catch let error as ArchiveError {
            throw CommandFailure(what, cause: "\(file.shown): \(error)")
        } catch let error as ClientError {
            throw CommandFailure(what, error)
        }
    }

    private func wait(for image: ObjectName, _ progress: Progress) async throws {
        let follower = ObjectFollower(client: context.client, kind: Image.kind, name: image)
        let what = what
        do {
            try await Deadline.within(.seconds(60)) {
                try await follower.follow { json in
                    guard let json, let image = Image(json: json) else {
                        throw CommandFailure(what, cause: "its image was deleted meanwhile")
                    }
                    progress.show("\(image.metadata.name): \(image.status.phase.rawValue.lowercased())")
                    if image.status.phase == .failed { throw CommandFailure(what, cause: image.status.message) }
                    return image.status.phase == .ready
                }
            }
        } catch is Deadline.Passed {
            throw CommandFailure(what, cause: "its image \(image.name) did not become ready")
        } catch let error as ClientError {
            throw CommandFailure(what, error)
        }
    }
}
