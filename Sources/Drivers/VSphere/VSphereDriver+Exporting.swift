import StrataAPI
public import StrataDriverKit
import VSphere

extension VSphereDriver: Exporting {
    /// See ``Exporting/export(_:at:)``. The disks are brought to this server's own disk before this returns, those of a running machine by a snapshot that goes again.
    public func export(_ id: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> MachineExport {
        let attempt = "export"
        let record = try await existing(id, attempt)
        try await StreamDisk.make(stateDirectory, attempt)
        let files: [String]
        if let snapshot {
            files = try await fetch("ExportSnapshot", on: try await existing(snapshot, of: record, attempt).object, record, attempt)
        } else if record.powerWord == "poweredOff" {
            files = try await fetch("ExportVm", on: record.object, record, attempt)
        } else {
            let order = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "default", name: "strata-export"))
            let taken = try await takeSnapshot(id, order)
            let result: Result<[String], DriverError>
            do throws(DriverError) {
                result = .success(
                    try await fetch("ExportSnapshot", on: ManagedObject("VirtualMachineSnapshot", taken.text), record, attempt))
            } catch {
                result = .failure(error)
            }
            // Cancelled or not, the snapshot must go.
            let removal = await Task { () async -> Result<Void, DriverError> in
                do throws(DriverError) { return .success(try await deleteSnapshot(id, taken, owner: order.uid)) } catch {
                    return .failure(error)
                }
            }.value
            files = try result.get()
            do throws(DriverError) { try removal.get() } catch {
                await StreamDisk.remove(files)
                throw error
            }
        }
        guard !files.isEmpty else { throw .refused(.init(attempt, record.name, answer: "it has no disk that could be sent")) }
        return MachineExport(
            parts: files.enumerated().map { number, path in
                MachineExport.Part(name: "disk\(number).qcow2", form: .qcow2) { () async throws(DriverError) in
                    try await Self.send(path, attempt, record.name)
                }
            }, architecture: "amd64", close: { await StreamDisk.remove(files) })
    }

    /// Brings the disks that a lease gives to files in QEMU's format.
    private func fetch(
        _ method: String, on object: ManagedObject, _ record: MachineRecord, _ attempt: String
    ) async throws(DriverError) -> [String] {
        var streams: [String] = []
        var images: [String] = []
        do throws(DriverError) {
            streams = try await ask(attempt, record.name) { client throws(VSphereError) in
                try await client.withLease(method, on: object) { _, disks, progress throws(VSphereError) in
                    let wanted = disks.filter(\.isDisk)
                    for (number, disk) in wanted.enumerated() {
                        let path = StreamDisk.temporary(in: stateDirectory, ending: "vmdk")
                        streams.append(path)
                        try await client.download(disk, to: path)
                        await progress.set(percent: (number + 1) * 100 / wanted.count)
                    }
                    return streams
                }
            }
            for stream in streams {
                let path = StreamDisk.temporary(in: stateDirectory, ending: "qcow2")
                images.append(path)
                try await StreamDisk.unpack(stream, to: path, attempt, record.name)
            }
        } catch {
            await StreamDisk.remove(streams + images)
            throw error
        }
        await StreamDisk.remove(streams)
        return images
    }

    private static func send(_ path: String, _ attempt: String, _ object: String) async throws(DriverError) -> CommandSession {
        do throws(TransportError) {
            return try await LocalMachine().open(Command(executable: "cat", arguments: ["--", path], deadline: .seconds(3600)))
        } catch {
            throw DriverError(error, attempt, object, missing: "", words: { $0 })
        }
    }
}
