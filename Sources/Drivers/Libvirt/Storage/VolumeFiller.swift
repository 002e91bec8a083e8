import Glibc
import Libvirt
import StrataAPI
import StrataDriverKit

/// Makes Volumes in a pool, with a file system where that is wanted. It is made in a file here that takes no more room than is written, and only what is written is sent.
struct VolumeFiller: Sendable {
    let connection: LibvirtConnection
    let pool: String
    /// Where files may be kept for a moment, on this machine.
    let workDirectory: String

    /// Makes a volume that is not there yet, or over again what an earlier call began and did not finish, and marks it as whole.
    func make(_ order: VolumeOrder, _ file: String) async throws(DriverError) {
        let (attempt, name) = ("make the volume", order.name.name)
        try await fill(order, file, attempt, name)
        do throws(LibvirtError) {
            try await connection.makeVolume(VolumeDocument.of(VolumeDisk.mark(order.uid), format: "raw", size: 512), in: pool)
        } catch {
            guard error.code == .storageVolumeExists else { throw DriverError(error, attempt, name) }
        }
    }

    private func fill(_ order: VolumeOrder, _ file: String, _ attempt: String, _ name: String) async throws(DriverError) {
        guard order.format == .ext4 else { return try await create(order, file, attempt, name) }
        let path = "\(workDirectory)/\(UID.random().text)"
        let result: Result<Void, DriverError>
        do throws(DriverError) {
            do throws(TransportError) {
                try await LocalMachine().makeDirectory(workDirectory, mode: 0o700)
                try await LocalMachine().check(Command("truncate", "-s", "\(order.size)", "--", path))
                try await LocalMachine().check(
                    Command(
                        executable: "mkfs.ext4",
                        arguments: ["-q", "-F", "-m", "0", "-E", "lazy_itable_init=1,lazy_journal_init=1,nodiscard", "--", path],
                        deadline: .seconds(300)))
            } catch {
                throw DriverError(
                    error, attempt, name, missing: "Install it where the server runs: apt-get install -y e2fsprogs", words: { $0 })
            }
            try await create(order, file, attempt, name)
            for part in Self.parts(of: path) { try await send(part, of: path, to: file, attempt, name) }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await Task { try? await LocalMachine().remove(path) }.value
        try result.get()
    }

    private func create(_ order: VolumeOrder, _ file: String, _ attempt: String, _ name: String) async throws(DriverError) {
        do throws(LibvirtError) {
            try await connection.makeVolume(VolumeDocument.of(file, format: "raw", size: order.size), in: pool)
        } catch {
            guard error.code == .storageVolumeExists else { throw DriverError(error, attempt, name) }
        }
    }

    /// Linux's numbers, which Swift's module of the C library leaves out (lseek(2)).
    private static let (seekData, seekHole): (Int32, Int32) = (3, 4)

    /// The pieces of a file that were written, in order, each of at most 16 MiB (lseek(2), SEEK_DATA).
    private static func parts(of path: String) -> [Range<Int64>] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var parts: [Range<Int64>] = []
        var place = Int64(lseek(descriptor, 0, seekData))
        while place >= 0 {
            let end = Int64(lseek(descriptor, off_t(place), seekHole))
            guard end > place else { break }
            parts += stride(from: place, to: end, by: 16 << 20).map { $0..<min($0 + (16 << 20), end) }
            place = Int64(lseek(descriptor, off_t(end), seekData))
        }
        return parts
    }

    private func send(_ part: Range<Int64>, of path: String, to file: String, _ attempt: String, _ name: String) async throws(DriverError) {
        do {
            var bytes = [UInt8](repeating: 0, count: part.count)
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw TransportError.io(path: path, errno: errno) }
            defer { close(descriptor) }
            let count = pread(descriptor, &bytes, bytes.count, off_t(part.lowerBound))
            guard count == bytes.count else { throw TransportError.io(path: path, errno: count < 0 ? errno : EIO) }
            var rest: [UInt8]? = bytes
            try await connection.upload(to: file, in: pool, at: part.lowerBound, length: Int64(part.count)) {
                defer { rest = nil }
                return rest
            }
        } catch let error as LibvirtError {
            throw DriverError(error, attempt, name)
        } catch let error as TransportError {
            throw DriverError(error, attempt, name, missing: "", words: { $0 })
        } catch {
            throw .cancelled
        }
    }
}
