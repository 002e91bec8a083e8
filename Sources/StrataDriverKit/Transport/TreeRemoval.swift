import Glibc

/// Removes a tree without following symbolic links or leaving its file system, however deep it is.
struct TreeRemoval {
    private let path: String
    private let root: Int32
    private let device: dev_t
    private var deferred: [String] = []
    /// Directories deeper than this are moved up before they are emptied, so that few descriptors are open at once.
    private static let depthLimit = 32

    /// Removes a file or tree; nothing happens when there is none.
    static func remove(_ path: String) throws(TransportError) {
        let (parent, name) = try MachinePath.removable(path)
        guard let resolved = realpath(parent, nil) else {
            guard errno == ENOENT else { throw .io(path: path, errno: errno) }
            return
        }
        defer { free(resolved) }
        let parentPath = String(cString: resolved)
        let directory = try Descriptor(path: parentPath, flags: O_RDONLY | O_DIRECTORY)
        // Unlinking a mount point fails with EBUSY by itself, but only after everything else in the tree is gone.
        let mounts = MountTable(parsing: try contents(of: "/proc/self/mountinfo"))
        guard !mounts.covers(parentPath == "/" ? "/\(name)" : "\(parentPath)/\(name)") else { throw .io(path: path, errno: EBUSY) }
        if unlinkat(directory.number, name, 0) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw .io(path: path, errno: errno) }
        do {
            let tree = try Descriptor(path: path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW, in: directory.number, name: name)
            var removal = TreeRemoval(path: path, root: tree.number, device: try tree.status().st_dev)
            try removal.empty(tree, depth: 0)
            while let next = removal.deferred.popLast() {
                try removal.removeDirectory(next.utf8CString.map { $0 }, in: tree.number, depth: 0)
            }
        }
        guard unlinkat(directory.number, name, AT_REMOVEDIR) == 0 || errno == ENOENT else { throw .io(path: path, errno: errno) }
    }

    private init(path: String, root: Int32, device: dev_t) {
        self.path = path
        self.root = root
        self.device = device
    }

    private mutating func empty(_ directory: borrowing Descriptor, depth: Int) throws(TransportError) {
        for (name, _) in try directory.names() {
            if unlinkat(directory.number, name, 0) == 0 || errno == ENOENT { continue }
            guard errno == EISDIR || errno == EPERM else { throw .io(path: path, errno: errno) }
            if depth < Self.depthLimit {
                try removeDirectory(name, in: directory.number, depth: depth + 1)
            } else {
                let moved = MachinePath.temporaryName()
                guard renameat(directory.number, name, root, moved) == 0 else { throw .io(path: path, errno: errno) }
                deferred.append(moved)
            }
        }
    }

    private mutating func removeDirectory(_ name: [CChar], in parent: Int32, depth: Int) throws(TransportError) {
        let number = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else { throw .io(path: path, errno: errno) }
        do {
            let directory = Descriptor(adopting: number, path: path)
            guard try directory.status().st_dev == device else { throw TransportError.io(path: path, errno: EBUSY) }
            try empty(directory, depth: depth)
        }
        guard unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT else { throw .io(path: path, errno: errno) }
    }

    private static func contents(of path: String) throws(TransportError) -> [UInt8] {
        let file = try Descriptor(path: path, flags: O_RDONLY)
        var bytes: [UInt8] = []
        while true {
            let more = try file.read(64 << 10)
            if more.isEmpty { return bytes }
            bytes += more
        }
    }
}
