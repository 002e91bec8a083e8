import StrataAPI
import StrataDriverKit

/// A disk in the form in which vSphere takes and gives disks: VMDK, `streamOptimized`; made by qemu-img(1).
struct StreamDisk: Sendable {
    /// The file on this server's machine.
    var path: String
    /// The disk's size in bytes.
    var size: Int64

    /// Makes one of an image's file, and removes it once the body is done with it.
    static func with<Value: Sendable>(
        _ image: StoredImage, in directory: String, _ attempt: String, _ object: String,
        _ body: (StreamDisk) async throws(DriverError) -> Value
    ) async throws(DriverError) -> Value {
        let path = temporary(in: directory, ending: "vmdk")
        return try await cleaning([path]) { () async throws(DriverError) -> Value in
            let format = image.form == .qcow2 ? "qcow2" : "raw"
            try await make(directory, attempt)
            let shown = try await run(
                ["info", "--output=json", "-f", format, "--", image.path], attempt, object, within: .seconds(60))
            guard let size = (try? JSONValue(parsing: shown))?["virtual-size"]?.int else {
                throw .failed(.init(attempt, object, answer: "qemu-img does not tell how large the image's disk is"))
            }
            _ = try await run(
                ["convert", "-f", format, "-O", "vmdk", "-o", "subformat=streamOptimized,adapter_type=lsilogic", "--", image.path, path],
                attempt, object, within: .seconds(3600))
            return try await body(StreamDisk(path: path, size: size))
        }
    }

    /// Makes QEMU's own format of a file that came from vSphere.
    static func unpack(_ path: String, to target: String, _ attempt: String, _ object: String) async throws(DriverError) {
        _ = try await run(["convert", "-f", "vmdk", "-O", "qcow2", "--", path, target], attempt, object, within: .seconds(3600))
    }

    /// A name that no other file has.
    static func temporary(in directory: String, ending: String) -> String {
        "\(directory)/vsphere-\(UID.random().text.lowercased()).\(ending)"
    }

    static func make(_ directory: String, _ attempt: String) async throws(DriverError) {
        do throws(TransportError) { try await LocalMachine().makeDirectory(directory, mode: 0o711) } catch {
            throw DriverError(error, attempt, directory, missing: "", words: { $0 })
        }
    }

    /// Runs a body, and removes files afterwards, however it ended.
    static func cleaning<Value: Sendable>(
        _ paths: [String], _ body: () async throws(DriverError) -> Value
    ) async throws(DriverError) -> Value {
        let result: Result<Value, DriverError>
        do throws(DriverError) { result = .success(try await body()) } catch { result = .failure(error) }
        await remove(paths)
        return try result.get()
    }

    /// Removes files, cancelled or not; one that is not there is no matter.
    static func remove(_ paths: [String]) async {
        await Task { for path in paths { try? await LocalMachine().remove(path) } }.value
    }

    private static func run(
        _ arguments: [String], _ attempt: String, _ object: String, within limit: Duration
    ) async throws(DriverError) -> [UInt8] {
        do throws(TransportError) {
            let output = try await LocalMachine().run(Command(executable: "qemu-img", arguments: arguments, deadline: limit))
            guard output.exit == .exited(0) else {
                throw .failed(command: "qemu-img", exit: output.exit, message: output.errorText)
            }
            return output.output
        } catch {
            throw DriverError(error, attempt, object, missing: "Install qemu-utils on the server's machine", words: { $0 })
        }
    }
}
