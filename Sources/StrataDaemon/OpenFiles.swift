import Glibc

/// How many files this process may have open at the same time.
enum OpenFiles {
    /// Raises the limit, where the system allows it, so that as many connections as the server takes, and the files beside them, can be open.
    ///
    /// Not further: commands and containers inherit the limit, and some programs do something for each file that they may open.
    static func allow(connections: Int) {
        let wanted = rlim_t(connections + 2_048)
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < wanted else { return }
        limit.rlim_cur = min(limit.rlim_max, wanted)
        // Refused, the limit stays as it was, and connections beyond it wait unaccepted.
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
