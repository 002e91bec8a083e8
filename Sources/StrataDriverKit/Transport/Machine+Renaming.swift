import Glibc

extension Machine {
    /// Gives a directory another place in the same file system, in one step, unless something lies there already. An empty directory does not count.
    /// - Returns: false where something does.
    public func rename(_ path: String, to destination: String) async throws(TransportError) -> Bool {
        try MachinePath.check(path)
        try MachinePath.check(destination)
        guard isLocal else { return try await renameThere(path, destination) }
        // A directory takes an empty one's place (rename(2)), which is as good as none.
        if Glibc.rename(path, destination) == 0 { return true }
        guard [EEXIST, ENOTEMPTY, ENOTDIR].contains(errno) else { throw .io(path: destination, errno: errno) }
        return false
    }

    /// mv(1) moves nothing into a directory when it is told `-T`, and says of what lies there that it is no directory, or not empty.
    private func renameThere(_ path: String, _ destination: String) async throws(TransportError) -> Bool {
        let script = #"""
            [ -d "$1" ] && [ ! -L "$1" ] || exit 44
            m=$(mv -T -- "$1" "$2" 2>&1) && exit 0
            [ -d "$1" ] && { [ -e "$2" ] || [ -L "$2" ]; } && exit 17
            printf '%s\n' "$m" >&2; exit 1
            """#
        let command = Command("sh", "-c", script, "sh", path, destination)
        let output = try await run(command)
        switch output.exit {
        case .exited(0): return true
        case .exited(17): return false
        case .exited(44): throw .io(path: path, errno: ENOENT)
        default: throw .failed(command, output)
        }
    }
}
