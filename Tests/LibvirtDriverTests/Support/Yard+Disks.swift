import Foundation
import PrivateLibvirt
import StrataAPI
import StrataDriverKit
import Testing

@testable import LibvirtDriver

extension Yard {
    /// An image of a disk with 32 MiB whose first 64 KiB consist of one byte.
    func diskImage(_ name: String, pattern: UInt8) async throws -> StoredImage {
        let path = "\(directory)/\(name).qcow2"
        let machine = LocalMachine()
        try await machine.check(Command("qemu-img", "create", "-q", "-f", "qcow2", path, "32M"))
        try await machine.check(Command("qemu-io", "-f", "qcow2", "-c", "write -P \(pattern) 0 64k", path))
        let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64)
        let digest = UInt64(bitPattern: Int64(name.hashValue))
        return StoredImage(
            digest: "sha256:" + String(repeating: "0", count: 44) + String(format: "%020lu", digest), path: path, form: .qcow2, size: size,
            type: .virtualMachine, architecture: "amd64", command: [], stopSignal: "")
    }

    /// Has a byte written to the second 64 KiB of a stopped machine's disk.
    func write(_ pattern: UInt8, to uid: UID) async throws {
        let path = "\(directory)/pool/\(uid.text).qcow2"
        try await LocalMachine().check(Command("qemu-io", "-f", "qcow2", "-c", "write -P \(pattern) 64k 64k", path))
    }

    /// The byte that the first 64 KiB of a stopped machine's disk consist of, and that of the second.
    func pattern(of uid: UID, in pool: String? = nil) async throws -> [UInt8] {
        try await pattern(in: "\(pool ?? "\(directory)/pool")/\(uid.text).qcow2")
    }

    /// The same for any disk.
    /// - Parameter key: with which it is read.
    func pattern(in path: String, key: String? = nil) async throws -> [UInt8] {
        let raw = "\(directory)/\(UID.random().text).raw"
        var arguments = ["convert", "-O", "raw"]
        if let key {
            arguments += [
                "--object", "secret,id=key,data=\(key)", "--image-opts", "driver=qcow2,encrypt.key-secret=key,file.filename=\(path)",
            ]
        } else {
            arguments.append(path)
        }
        try await LocalMachine().check(Command(executable: "qemu-img", arguments: arguments + [raw]))
        let file = try FileHandle(forReadingFrom: URL(filePath: raw))
        let bytes = Array(try #require(try file.read(upToCount: 128 << 10)))
        try file.close()
        try await LocalMachine().remove(raw)
        let halves = [Set(bytes.prefix(64 << 10)), Set(bytes.dropFirst(64 << 10))]
        return try halves.map { half in
            try #require(half.count == 1)
            return try #require(half.first)
        }
    }

    /// Has a byte written to 64 KiB of a running machine's first disk, as if its guest did.
    func writeLive(_ pattern: UInt8, at offset: Int64, to id: NativeID) async throws {
        let disk = "/machine/peripheral/virtio-disk0/virtio-backend"
        try await LocalMachine().check(
            Command(
                "virsh", "-q", "-c", daemon.uri, "qemu-monitor-command", id.text, "--hmp",
                "qemu-io -d \(disk) \"write -P \(pattern) \(offset) 64k\""))
    }

    /// The keys that the daemon keeps, by their files.
    func keys() -> [String: String] {
        let directory = "\(daemon.directory)/etc/secrets"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: directory))?.filter { $0.hasSuffix(".base64") } ?? []
        return Dictionary(
            uniqueKeysWithValues: files.map { file in
                let text = (try? String(contentsOf: URL(filePath: "\(directory)/\(file)"), encoding: .utf8)) ?? ""
                return (file, Base64.decode(text).map { String(decoding: $0, as: UTF8.self) } ?? "")
            })
    }

    /// What qemu-img tells of a file in the pool.
    func info(_ file: String) async throws -> JSONValue {
        let output = try await LocalMachine().check(Command("qemu-img", "info", "--output=json", "\(directory)/pool/\(file)"))
        return try JSONValue(parsing: output.output)
    }

    /// A file on a disk that tells cloud-init.
    func read(_ file: String, in seed: String) async throws -> String {
        try await LocalMachine().check(Command("mtype", "-i", seed, "::/\(file)")).text
    }

    /// Sends the parts of a machine into files.
    func export(_ id: NativeID, of driver: LibvirtDriver) async throws -> [(name: String, path: String, directory: String)] {
        let export = try await driver.export(id, at: nil)
        var files: [(name: String, path: String, directory: String)] = []
        let result: Result<Void, any Error>
        do {
            for part in export.parts {
                let folder = "\(directory)/export-\(id)-\(part.name)"
                try await LocalMachine().makeDirectory(folder)
                let session = try await part.open()
                session.endInput()
                var bytes: [UInt8] = []
                for try await chunk in session.output where chunk.stream == .standardOutput { bytes += chunk.bytes }
                #expect(try await session.exit == .exited(0))
                let path = "\(folder)/\(part.name)"
                try await LocalMachine().write(path, bytes)
                if part.form == .kernel { try await LocalMachine().check(Command("tar", "-x", "-f", path, "-C", folder)) }
                files.append((part.name, path, folder))
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await export.close()
        try result.get()
        return files
    }
}
