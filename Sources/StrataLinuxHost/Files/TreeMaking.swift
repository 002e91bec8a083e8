import Glibc
package import StrataDriverKit

/// Makes directories of machines, each in one step: what is half made lies in a workshop beside the machines, out of the stack's sight, under
/// the instance's UID.
///
/// Nothing waits for the disk, which would take longer than all else. A power failure within the next half minute may leave a
/// machine whose files are empty; the next connection removes it.
package protocol TreeMaking: Sendable {
    /// Makes the entries below `directory`, which is made anew when it exists.
    func make(_ entries: [TreeEntry], at directory: String) async throws(TransportError)

    /// Gives a directory its place unless that is taken.
    /// - Returns: false when it is.
    func place(_ directory: String, at destination: String) async throws(TransportError) -> Bool
}

/// The trees of another machine, made by two commands.
package struct RemoteTrees: TreeMaking {
    let machine: any Machine

    package init(machine: any Machine) { self.machine = machine }

    package func make(_ entries: [TreeEntry], at directory: String) async throws(TransportError) {
        let script = #"set -e; umask 077; rm -rf -- "$1"; mkdir -p -- "$1"; tar -x -p --numeric-owner -f - -C "$1""#
        try await machine.check(
            Command(
                executable: "sh", arguments: ["-c", script, "sh", directory], input: TarArchive.encode(entries), deadline: .seconds(60)
            ))
    }

    package func place(_ directory: String, at destination: String) async throws(TransportError) -> Bool {
        // rename(2) takes an empty directory's place; one that holds anything stays.
        let script = #"[ ! -e "$2" ] && [ ! -L "$2" ] || exit 17; mv -T -- "$1" "$2""#
        let command = Command("sh", "-c", script, "sh", directory, destination)
        let output = try await machine.run(command)
        if output.exit == .exited(17) { return false }
        guard output.succeeded else {
            throw .failed(command: command.description, exit: output.exit, message: output.errorText.trimmed)
        }
        return true
    }
}

/// The trees of this machine, made by system calls: starting commands would take longer than starting the container.
package struct LocalTrees: TreeMaking {
    package init() {}

    package func make(_ entries: [TreeEntry], at directory: String) async throws(TransportError) {
        // What a killed call left goes first; most often there is nothing, or the empty directory that the caller made.
        if rmdir(directory) != 0, errno != ENOENT { try await LocalMachine().remove(directory) }
        if mkdir(directory, 0o700) != 0 { try await LocalMachine().makeDirectory(directory, mode: 0o700) }
        for entry in entries { try make(entry, at: entry.path.isEmpty ? directory : "\(directory)/\(entry.path)") }
    }

    private func make(_ entry: TreeEntry, at path: String) throws(TransportError) {
        if let content = entry.content {
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw .io(path: path, errno: errno) }
            defer { close(file) }
            var rest = content[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
                guard count > 0 else {
                    guard errno == EINTR else { throw .io(path: path, errno: errno) }
                    continue
                }
                rest = rest.dropFirst(count)
            }
            guard fchown(file, entry.user, entry.group) == 0, fchmod(file, mode_t(entry.mode)) == 0 else {
                throw .io(path: path, errno: errno)
            }
        } else {
            guard mkdir(path, 0o700) == 0 || (entry.path.isEmpty && errno == EEXIST) else { throw .io(path: path, errno: errno) }
            guard chown(path, entry.user, entry.group) == 0, chmod(path, mode_t(entry.mode)) == 0 else {
                throw .io(path: path, errno: errno)
            }
        }
    }

    package func place(_ directory: String, at destination: String) async throws(TransportError) -> Bool {
        var status = stat()
        if lstat(destination, &status) == 0 { return false }
        if rename(directory, destination) == 0 { return true }
        guard errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR else { throw .io(path: destination, errno: errno) }
        return false
    }
}
