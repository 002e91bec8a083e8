/// Why a store could not do what it was asked.
public enum StoreError: Error, Equatable, Sendable {
    /// The key to create exists already, last written at `revision`.
    case exists(key: String, revision: Revision)
    /// The key was written at `actual`, not at the revision the caller expected.
    case conflict(key: String, actual: Revision)
    /// The key does not exist.
    case missing(key: String)
    /// The key is empty or too long.
    case invalidKey(key: String, reason: String)
    /// The value has more bytes than a store takes.
    case tooLarge(key: String, bytes: Int, limit: Int)
    /// History at the wanted revision is gone; `oldest` is the oldest that can still be asked for.
    case compacted(oldest: Revision)
    /// The wanted revision has not been seen (in time).
    case behind(wanted: Revision, current: Revision)
    /// The consumer of a sequence did not keep up with it, and it was ended.
    case lagging
    /// No space is left where the store lies (SQLITE_FULL, ENOSPC). Reads go on; writes work again as soon as there is space.
    case full(path: String)
    /// The store's place cannot be written to (SQLITE_READONLY, EROFS, EACCES).
    case readOnly(path: String, detail: String)
    /// The file where the store should be is something else, or was written by a newer release; it was not touched.
    case foreignFile(path: String, detail: String)
    /// Another process uses the directory.
    case locked(path: String, pid: Int32?)
    /// The database file is damaged (SQLITE_CORRUPT).
    case corrupt(path: String, detail: String)
    /// The store has been closed.
    case closed
    /// The calling task was cancelled before anything was written.
    case cancelled
    /// Anything else, in the words of SQLite or of the system.
    case failed(path: String, detail: String)
}

extension StoreError: CustomStringConvertible {
    /// What failed, on what, why, and what to do about it.
    public var description: String {
        switch self {
        case .exists(let key, let revision):
            "\(quoted(key)) exists already (written at revision \(revision))"
        case .conflict(let key, let actual):
            "\(quoted(key)) has been changed in the meantime (it is now at revision \(actual)); read it again and repeat the change on that"
        case .missing(let key):
            "\(quoted(key)) does not exist"
        case .invalidKey(let key, let reason):
            "\(quoted(key)) cannot be a key: \(reason)"
        case .tooLarge(let key, let bytes, let limit):
            "the value of \(quoted(key)) has \(bytes) bytes; the limit is \(limit)"
        case .compacted(let oldest):
            "that revision has been compacted; the oldest kept is \(oldest): list again and follow from the revision of that list"
        case .behind(let wanted, let current):
            "revision \(wanted) has not been seen yet (now at \(current)); try again"
        case .lagging:
            "the reader did not keep up with the changes and was ended; continue from the last revision seen, or list again"
        case .full(let path):
            "no space left for \(quoted(path)); nothing was lost and reads go on: free space on that file system and try again"
        case .readOnly(let path, let detail):
            "\(quoted(path)) cannot be written: \(detail); choose a directory this user may write to, or remount it read-write"
        case .foreignFile(let path, let detail):
            "\(quoted(path)) is not a database this release of Strata can use: \(detail); it was left as it is: choose another directory or move the file away"
        case .locked(let path, let pid):
            "\(quoted(path)) is in use by \(pid.map { "process \($0)" } ?? "another process"); stop that one first, or choose another directory"
        case .corrupt(let path, let detail):
            "\(quoted(path)) is damaged: \(detail); restore it from a backup, or try `sqlite3 FILE .recover`"
        case .closed:
            "the store has been closed"
        case .cancelled:
            "cancelled before anything was written"
        case .failed(let path, let detail):
            "\(quoted(path)): \(detail)"
        }
    }

    /// Keys and paths come from outside: shown without control characters, and cut where they would fill a log.
    private func quoted(_ text: String) -> String {
        let limit = 200
        var shown = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            if scalar.properties.generalCategory == .control || scalar == "\"" || scalar == "\\" {
                shown += scalar.escaped(asASCII: true)
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.count > limit ? "\"\(shown)…\"" : "\"\(shown)\""
    }
}
