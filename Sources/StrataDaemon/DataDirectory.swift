import Glibc
import StrataDriverKit

/// The directory in which a server keeps everything. Others may pass through it but not look: id-mapped containers reach their images below it,
/// and every file of the server's own is its owner's alone.
struct DataDirectory {
    let path: String

    init(_ path: String) { self.path = path }

    /// Makes the directory where there is none, and finds out whether it can be written to before anything else is tried.
    func prepare() throws(DaemonError) {
        guard path.hasPrefix("/"), !path.utf8.contains(0) else { throw .dataDirectory(path: path, reason: "it must be an absolute path") }
        var prefix = ""
        for part in path.split(separator: "/") {
            prefix += "/\(part)"
            if mkdir(prefix, prefix == path ? 0o711 : 0o755) != 0, errno != EEXIST, errno != EISDIR { throw failure() }
        }
        var status = stat()
        guard stat(path, &status) == 0 else { throw failure() }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .dataDirectory(path: path, reason: "it is no directory") }
        let probe = "\(path)/.probe"
        let file = open(probe, O_CREAT | O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure() }
        close(file)
        unlink(probe)
    }

    /// Where files for the time of a run lie, such as credentials for ssh(1).
    var runDirectory: String { "\(path)/run" }

    /// Removes what the last run left there. Called by whoever holds the directory's lock.
    func clearRunDirectory() async throws(DaemonError) {
        do {
            try await LocalMachine().remove(runDirectory)
        } catch {
            throw .dataDirectory(path: runDirectory, reason: "\(error)")
        }
    }

    private func failure() -> DaemonError { .dataDirectory(path: path, reason: String(cString: strerror(errno))) }
}
