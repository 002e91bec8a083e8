import GRDB
import GRDBSQLite
import Glibc

extension StoreError {
    /// What an errno of a call on `path` means for a store.
    init(errno code: CInt, path: String) {
        let words = String(cString: strerror(code))
        switch code {
        case ENOSPC, EDQUOT: self = .full(path: path)
        case EROFS, EACCES, EPERM: self = .readOnly(path: path, detail: words)
        default: self = .failed(path: path, detail: words)
        }
    }

    /// What an error thrown inside a database access means. Result codes: https://www.sqlite.org/rescode.html
    init(_ error: any Error, path: String) {
        switch error {
        case let error as StoreError: self = error
        case is CancellationError: self = .cancelled
        case let error as DatabaseError: self.init(database: error, path: path)
        default: self = .failed(path: path, detail: "\(error)")
        }
    }

    private init(database error: DatabaseError, path: String) {
        let words = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL: self = .full(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(path: path, detail: words)
        case .SQLITE_NOTADB: self = .foreignFile(path: path, detail: words)
        case .SQLITE_CORRUPT: self = .corrupt(path: path, detail: words)
        case .SQLITE_INTERRUPT: self = .cancelled
        case .SQLITE_MISUSE where words == "Connection is closed": self = .closed
        default: self = .failed(path: path, detail: words)
        }
    }
}

extension Database {
    /// The failure of a raw SQLite call, told apart by the errno behind it: SQLite reports a full or read-only file system in some places
    /// (the shared-memory file, fsync) as a plain I/O error.
    func failure(_ code: CInt) -> any Error {
        let connection = sqliteConnection
        let words = connection.map { String(cString: sqlite3_errmsg($0)) }
        if code & 0xFF == SQLITE_IOERR || code & 0xFF == SQLITE_CANTOPEN, let connection {
            switch sqlite3_system_errno(connection) {
            case ENOSPC, EDQUOT: return DatabaseError(resultCode: .SQLITE_FULL, message: words)
            case EROFS: return DatabaseError(resultCode: .SQLITE_READONLY, message: words)
            default: break
            }
        }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: words)
    }
}
