import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver: Exporting {
    /// The property of images that are on their way out; it says since when.
    static let exportMark = "strata.export"

    /// See ``Exporting/export(_:at:)``. The daemon makes an image of the instance as it is stopped, or of a snapshot, taken first where it runs; the root
    /// file system in that is the export's part. Its ids are those inside.
    public func export(_ id: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> MachineExport {
        let attempt = "export"
        try check(id, attempt)
        let record = try await existing(id, attempt)
        guard !record.isVirtualMachine else {
            throw .unavailable(
                .export, because: "LXD's images of virtual machines are no disks alone; lxc export \(id.text) saves one as LXD reads it")
        }
        let fingerprint = try await image(of: record, at: snapshot, Self.exportWish(id), attempt)
        let part = MachineExport.Part(name: "rootfs.tar", form: .rootFileSystem) { () async throws(DriverError) in
            try await send(fingerprint, id, attempt)
        }
        return MachineExport(
            parts: [part], architecture: record.architecture, command: record.tag?.command ?? ["/sbin/init"],
            stopSignal: record.tag?.stopSignal ?? "SIGPWR"
        ) {
            // Cancelled or not, the image must go; what stays is removed by a later connection.
            _ = await Task { try? await removeImage(fingerprint, attempt) }.value
        }
    }

    static let passingName = "strata-export"

    private static func exportWish(_ id: NativeID) -> JSONValue {
        [
            "compression_algorithm": "none", "public": false,
            "properties": [exportMark: .string(Timestamp.now().text), "description": .string("on its way out of \(id.text)")],
        ]
    }

    /// Has the daemon make an image of an instance as it is stopped, or of a snapshot, taken first where it runs.
    ///
    /// - Parameter wish: what the daemon is to be told of the image beside its source.
    /// - Returns: its fingerprint.
    func image(
        of record: InstanceRecord, at snapshot: SnapshotID?, _ wish: JSONValue, _ attempt: String
    ) async throws(DriverError) -> String {
        let id = NativeID(record.name)
        if let snapshot, try await !snapshots(id).contains(where: { $0.id == snapshot }) {
            throw .notFound(.init(attempt, id.text, answer: "it has no snapshot \(snapshot.text.printable(limit: 80))"))
        }
        var passing: SnapshotID?
        if snapshot == nil, !record.isOff {
            passing = try await takeSnapshot(id, SnapshotOrder(uid: .random(), name: ObjectName(name: Self.passingName)))
        }
        var wish = wish
        wish["source"] =
            if let moment = snapshot ?? passing {
                ["type": "snapshot", "name": .string("\(id.text)/\(moment.text)")]
            } else {
                ["type": "instance", "name": .string(id.text)]
            }
        let done: JSONValue
        do throws(DriverError) {
            done = try await ask(attempt, id.text) { [wish] in try await $0.perform(.post, "/1.0/images", wish, within: .seconds(1800)) }
        } catch {
            await forget(passing, of: id)
            throw error
        }
        await forget(passing, of: id)
        guard let fingerprint = done["metadata"]?["fingerprint"]?.string else {
            throw .failed(.init(attempt, id.text, answer: "the daemon does not tell the image's fingerprint"))
        }
        return fingerprint
    }

    private func forget(_ snapshot: SnapshotID?, of id: NativeID) async {
        guard let snapshot, let owner = SnapshotName.uid(in: snapshot.text) else { return }
        _ = await Task { try? await deleteSnapshot(id, snapshot, owner: owner) }.value
    }

    private func send(_ fingerprint: String, _ id: NativeID, _ attempt: String) async throws(DriverError) -> CommandSession {
        let client = try await door.client(attempt, id.text)
        return CommandSession.told { ends in
            guard try await Self.extract(fingerprint, client, ends) else { throw LXDError.closed }
        }
    }

    /// Hands on an image's root file system; whether its end was seen.
    private static func extract(_ fingerprint: String, _ client: LXDClient, _ ends: SessionEnds) async throws -> Bool {
        var extraction = RootExtraction()
        try await client.download("/1.0/images/\(LXDTarget.encoded(fingerprint))/export") { bytes in
            guard await ends.write(try extraction.take(bytes), to: .standardOutput) else { throw CancellationError() }
        }
        return extraction.hasEnded
    }

    func removeImage(_ fingerprint: String, _ attempt: String) async throws(DriverError) {
        do throws(DriverError) {
            _ = try await ask(attempt, fingerprint) { try await $0.perform(.delete, "/1.0/images/\(LXDTarget.encoded(fingerprint))") }
        } catch {
            if case .notFound = error { return }
            throw error
        }
    }

    /// Removes the images of exports that were killed, once nobody can be reading them any more.
    func removeLeftovers() async throws(DriverError) {
        let attempt = "remove what was left of exports on"
        let images = try await ask(attempt, site) { try await $0.send(.get, "/1.0/images?recursion=1").metadata.array ?? [] }
        for image in images {
            guard let since = image["properties"]?[Self.exportMark]?.string.flatMap({ Timestamp($0) }),
                let fingerprint = image["fingerprint"]?.string, Timestamp.now().since(since) > .seconds(86_400)
            else { continue }
            try await removeImage(fingerprint, attempt)
        }
    }
}
