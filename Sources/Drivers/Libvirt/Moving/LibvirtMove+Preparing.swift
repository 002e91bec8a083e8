import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

extension LibvirtMove {
    /// See ``MachineMove/prepare(_:)``. What the machine only reads, such as its kernel, is copied; for its disks there are files that are filled by ``send(_:)``.
    func prepare(_ report: @escaping @Sendable (MoveProgress) -> Void) async throws(DriverError) {
        try await working { () throws(DriverError) in
            if case .target = try await whereabouts() { return }
            let (connection, document, _) = try await machine()
            let card = DomainCard(document)
            // libvirt takes none along, so that the next backup is whole, wherever the machine is then.
            try await source.dropCheckpoints(of: order.id, connection, attempt)
            guard try await !sharesDisks(card) else { return }
            let there = try await target.site.connection(attempt, name)
            try await target.begin(uid, there, attempt)
            let pool = try await target.pool(there, attempt)
            for (number, disk) in card.ownDisks.enumerated() {
                try await translating(attempt, name) { () throws(LibvirtError) in
                    let size = try await connection.diskSize(disk.target, of: .name(name))
                    let file = MachineVolumes.disk(uid, number)
                    if try await there.volume(file, in: pool.name) != nil { return }
                    try await there.makeVolume(VolumeDocument.of(file, format: "qcow2", size: size), in: pool.name)
                }
            }
            let files = readOnly(document, card).map { (path: $0, file: file($0)) }
            let marks = Set(files.compactMap { Self.mark($0.file) })
            var ready: Set<String> = []
            for mark in marks {
                let found = try await translating(attempt, name) { () throws(LibvirtError) in try await there.volume(mark, in: pool.name) }
                if found != nil { ready.insert(mark) }
            }
            for (path, file) in files where Self.mark(file).map({ !ready.contains($0) }) ?? true {
                try await copy(path, to: file, report)
            }
            // Only now are they whole, for other machines too.
            for mark in marks.subtracting(ready) {
                try await translating(attempt, name) { () throws(LibvirtError) in
                    _ = try await there.remakeVolume(VolumeDocument.of(mark, format: "raw", size: 512), named: mark, in: pool.name)
                }
            }
        }
    }

    /// The volume that says that those of an image are whole; nil for a file of no image.
    private static func mark(_ file: String) -> String? {
        guard file.hasPrefix("image-"), let dot = file.firstIndex(of: ".") else { return nil }
        return "\(file[..<dot]).ready"
    }

    /// The files of a machine that it only reads.
    private func readOnly(_ document: XMLElement, _ card: DomainCard) -> [String] {
        let kernel = ["kernel", "initrd"].compactMap { document.at("os", $0)?.text }
        return (kernel + card.disks.filter { !$0.isOwn }.map(\.path)).filter { !$0.isEmpty }
    }

    /// What a file that is only read is called at the target: images' as they are, others as the machine's own.
    private func file(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        return name.hasPrefix("image-") || name.hasPrefix(MachineVolumes.stem(uid)) ? name : MachineVolumes.stem(uid) + name
    }

    /// The files of the machine at the target, by those at the source.
    func paths(_ document: XMLElement, _ card: DomainCard, isShared: Bool) async throws(DriverError) -> [String: String] {
        if isShared { return [:] }
        let there = try await target.site.connection(attempt, name)
        let volumes = try await translating(attempt, name) { () throws(LibvirtError) in try await there.volumes(in: target.options.pool) }
        var files: [String: String] = [:]
        for (number, disk) in card.ownDisks.enumerated() { files[disk.path] = MachineVolumes.disk(uid, number) }
        for path in readOnly(document, card) { files[path] = file(path) }
        var paths: [String: String] = [:]
        for (path, file) in files {
            guard let volume = volumes.first(where: { $0.name == file }) else {
                throw .failed(.init(attempt, name, answer: "it has not been made ready at the other site"))
            }
            paths[path] = volume.path
        }
        return paths
    }

    /// Copies a volume of the source's from pool to pool, through this process.
    func copy(_ path: String, to file: String, _ report: @Sendable (MoveProgress) -> Void) async throws(DriverError) {
        let (here, there) = (try await source.site.connection(attempt, name), try await target.site.connection(attempt, name))
        let (from, to) = (source.options.pool, target.options.pool)
        let volume = try await translating(attempt, name) { () throws(LibvirtError) in
            try await here.refresh(pool: from)
            return try await here.volumes(in: from).first { $0.path == path }
        }
        guard let volume else {
            throw refusal(
                "its file \(path.printable(limit: 200)) is not in the pool \(from), so that libvirt does not hand it out",
                hint: "Put it there, or on the other host too")
        }
        try await send(volume.name, length: volume.capacity, to: file, of: to, over: there, report)
    }

    /// Sends a volume of the source's to one of the target's, which is made anew.
    func send(
        _ volume: String, length: Int64, to file: String, of pool: String, over there: LibvirtConnection,
        _ report: @Sendable (MoveProgress) -> Void
    ) async throws(DriverError) {
        let session = try await source.send([volume], order.id) { _ in [] }
        session.endInput()
        do {
            try await there.remakeVolume(VolumeDocument.of(file, format: "raw", size: length), named: file, in: pool)
            var output = session.output.makeAsyncIterator()
            var (done, words): (Int64, [UInt8]) = (0, [])
            try await there.upload(to: file, in: pool, length: length) {
                while let chunk = try await output.next() {
                    guard chunk.stream == .standardOutput else {
                        words += chunk.bytes.prefix(2048)
                        continue
                    }
                    done += Int64(chunk.bytes.count)
                    report(MoveProgress(done: done, left: max(0, length - done), part: "files"))
                    return chunk.bytes
                }
                return nil
            }
            guard try await session.exit == .exited(0), done == length else {
                let why = String(decoding: words, as: UTF8.self).printable(limit: 400)
                throw DriverError.failed(.init(attempt, name, answer: "\(volume) was sent in part: \(why)"))
            }
        } catch {
            await session.terminate()
            if let error = error as? DriverError { throw error }
            if let error = error as? LibvirtError { throw DriverError(error, attempt, name) }
            if let error = error as? TransportError { throw DriverError(error, attempt, name, missing: "", words: { $0 }) }
            throw .cancelled
        }
    }
}
