import GRDB
import Glibc

/// The file `DIR/strata.db` before it is opened as a database.
struct DatabaseFile {
    let directory: String
    var path: String { directory + "/strata.db" }

    /// Makes the directory and the file if they are not there, and refuses a file that is not one of ours without touching it.
    func prepare(in lock: (String) throws(StoreError) -> StoreLock) throws(StoreError) -> StoreLock {
        try makeDirectory()
        let held = try lock(directory)
        if try isPresent() { try checkHeader() } else { try create() }
        return held
    }

    private func makeDirectory() throws(StoreError) {
        var made = directory.hasPrefix("/") ? "" : "."
        for part in directory.split(separator: "/") {
            made += "/" + part
            if mkdir(made, 0o700) != 0, errno != EEXIST {
                // An existing parent on a read-only file system answers EROFS before EEXIST on some kernels.
                let code = errno
                var status = stat()
                guard stat(made, &status) == 0 else { throw StoreError(errno: code, path: made) }
            }
        }
    }

    private func isPresent() throws(StoreError) -> Bool {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFREG else { throw .foreignFile(path: path, detail: "it is not a regular file") }
            return status.st_size > 0
        }
        guard errno == ENOENT else { throw StoreError(errno: errno, path: path) }
        // SQLite would replay a leftover log into the new file.
        guard access(path + "-wal", F_OK) != 0 else {
            throw .corrupt(path: path, detail: "the file is gone, but its write-ahead log \(path)-wal is still there")
        }
        return false
    }

    /// Reads application_id and user_version from the 100 bytes of the header (https://www.sqlite.org/fileformat.html#the_database_header).
    /// SQLite itself would already change a foreign database's journal.
    private func checkHeader() throws(StoreError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw StoreError(errno: errno, path: path) }
        defer { close(file) }
        var header = [UInt8](repeating: 0, count: 100)
        let count = read(file, &header, header.count)
        guard count >= 0 else { throw StoreError(errno: errno, path: path) }
        guard count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw .foreignFile(path: path, detail: "it is not an SQLite database")
        }
        func number(at offset: Int) -> UInt32 { header[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) } }
        guard number(at: 68) == Schema.applicationID else {
            throw .foreignFile(path: path, detail: "it is an SQLite database of another application")
        }
        guard number(at: 60) == Schema.version else {
            throw .foreignFile(
                path: path, detail: "it has schema \(number(at: 60)), this release knows \(Schema.version): a newer release wrote it")
        }
    }

    /// Builds the empty database beside its place and renames it, so that the file is there in full or not at all.
    private func create() throws(StoreError) {
        let draft = path + ".new"
        for leftover in ["", "-journal", "-wal", "-shm"] where unlink(draft + leftover) != 0 && errno != ENOENT {
            throw StoreError(errno: errno, path: draft + leftover)
        }
        let file = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw StoreError(errno: errno, path: draft) }
        close(file)
        do {
            let queue = try DatabaseQueue(path: draft)
            try queue.writeWithoutTransaction { try $0.execute(sql: Schema.creation) }
            try queue.close()
        } catch {
            throw StoreError(error, path: path)
        }
        guard rename(draft, path) == 0 else { throw StoreError(errno: errno, path: path) }
        let parent = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { throw StoreError(errno: errno, path: directory) }
        defer { close(parent) }
        guard fsync(parent) == 0 else { throw StoreError(errno: errno, path: directory) }
    }
}
