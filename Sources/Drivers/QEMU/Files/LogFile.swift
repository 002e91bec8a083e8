import Glibc

/// What can be told of a log without reading it.
enum LogFile {
    /// Its length in bytes; 0 when it does not exist.
    static func length(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}
