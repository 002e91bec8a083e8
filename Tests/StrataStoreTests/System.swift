import Glibc

/// This process, as a lock file names it.
func processID() -> Int32 { getpid() }

/// The permission bits of a file, or nil.
func permissions(_ path: String) -> UInt32? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
}

/// Whether this process may mount file systems.
var isRoot: Bool { geteuid() == 0 }

/// Whether the long soak was asked for.
var isSoakWanted: Bool { getenv("STRATA_SOAK").map { String(cString: $0) == "1" } ?? false }
