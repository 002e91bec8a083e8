import StrataDriverKit

/// A container's template that is compressed for its way to a node.
enum PackedTemplate {
    /// Compresses an image's file by zstd(1) beside this server's other files, and removes that once the body is done with it.
    static func with(
        _ image: StoredImage, for driver: ProxmoxDriver, _ attempt: String, _ object: String,
        _ body: (String) async throws(DriverError) -> Void
    ) async throws(DriverError) {
        let machine = LocalMachine()
        let path = "\(driver.stateDirectory)/proxmox-\(image.digest.suffix(16))-\(UInt32.random(in: 0 ... .max)).tar.zst"
        do throws(TransportError) {
            try await machine.makeDirectory(driver.stateDirectory, mode: 0o711)
            let output = try await machine.run(
                Command(executable: "zstd", arguments: ["-q", "-f", "-o", path, "--", image.path], deadline: .seconds(1800)))
            guard output.exit == .exited(0) else {
                throw .failed(command: "zstd", exit: output.exit, message: output.errorText)
            }
        } catch {
            throw DriverError(error, attempt, object, missing: "Install zstd on the server's machine", words: { $0 })
        }
        let result: Result<Void, DriverError>
        do throws(DriverError) { result = .success(try await body(path)) } catch { result = .failure(error) }
        do throws(TransportError) { try await machine.remove(path) } catch {
            throw DriverError(error, "remove", path, missing: "", words: { $0 })
        }
        try result.get()
    }
}
