import Glibc

extension Machine {
    /// Removes what ``write(_:_:mode:)`` and ``upload(_:to:mode:progress:)`` had begun in a directory when their process was killed.
    ///
    /// The caller sees to it that nobody writes there at the same time. Idempotent; a directory that does not exist holds nothing.
    public func removeAbandonedWrites(in directory: String) async throws(TransportError) {
        let entries: [FileEntry]
        do throws(TransportError) {
            entries = try await list(directory)
        } catch .io(_, ENOENT) {
            return
        } catch {
            throw error
        }
        for entry in entries where entry.kind == .file && entry.name.hasPrefix(MachinePath.temporaryPrefix) {
            try await remove("\(directory)/\(entry.name)")
        }
    }
}
