import Glibc

extension LocalMachine {
    /// See ``Machine/read(_:limit:)``. Works on /proc, /sys and cgroup files, whose size is not known beforehand.
    ///
    /// What is in memory is read where the caller is, which takes a tenth of the time that changing the thread does.
    public func read(_ path: String, limit: Int) async throws(TransportError) -> [UInt8]? {
        try MachinePath.check(path)
        guard !Task.isCancelled else { throw .cancelled }
        do throws(TransportError) {
            let file = try WholeFile(path)
            if let bytes = try file.contentInMemory(limit: limit) { return bytes }
            return try await offTask { () throws(TransportError) in try file.content(limit: limit) }
        } catch {
            if case .io(_, let code) = error, code == ENOENT || code == ENOTDIR { return nil }
            throw error
        }
    }

    /// See ``Machine/write(_:_:mode:)``.
    public func write(_ path: String, _ bytes: [UInt8], mode: UInt32) async throws(TransportError) {
        let write = { @Sendable () throws(TransportError) in
            let file = try ReplacementFile(for: path)
            try file.descriptor.write(bytes)
            try file.commit(mode: mode)
        }
        guard !Task.isCancelled else { throw .cancelled }
        if isInMemory(try MachinePath.file(path).directory) { try write() } else { try await offTask(write) }
    }

    /// Whether a directory is one of those that last until the next boot and wait for no disk (hier(7)).
    private func isInMemory(_ directory: String) -> Bool {
        var status = stat()
        return "\(directory)/".hasPrefix("/run/") && stat(directory, &status) == 0 && !status.isOnDevice
    }

    /// See ``Machine/list(_:)``.
    public func list(_ directory: String) async throws(TransportError) -> [FileEntry] {
        try MachinePath.check(directory)
        return try await offTask { () throws(TransportError) in
            let descriptor = try Descriptor(path: directory, flags: O_RDONLY | O_DIRECTORY)
            var entries: [FileEntry] = []
            for (name, type) in try descriptor.names() {
                var type = type
                if type == Int32(DT_UNKNOWN) {
                    var status = stat()
                    guard fstatat(descriptor.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
                    type = Int32(status.st_mode & S_IFMT) >> 12
                }
                let kind: FileEntry.Kind =
                    switch type {
                    case Int32(DT_REG): .file
                    case Int32(DT_DIR): .directory
                    case Int32(DT_LNK): .symbolicLink
                    default: .other
                    }
                entries.append(FileEntry(name: name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }, kind: kind))
            }
            return entries.sorted { $0.name < $1.name }
        }
    }

    /// See ``Machine/exists(_:)``.
    public func exists(_ path: String) async throws(TransportError) -> Bool {
        try MachinePath.check(path)
        guard !Task.isCancelled else { throw .cancelled }
        if access(path, F_OK) == 0 { return true }
        guard errno == ENOENT || errno == ENOTDIR else { throw .io(path: path, errno: errno) }
        return false
    }

    /// See ``Machine/makeDirectory(_:mode:)``.
    public func makeDirectory(_ path: String, mode: UInt32) async throws(TransportError) {
        try MachinePath.check(path)
        guard !Task.isCancelled else { throw .cancelled }
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        let parts = path.split(separator: "/")
        var prefix = ""
        for (index, part) in parts.enumerated() {
            prefix += "/" + part
            let last = index == parts.count - 1
            if mkdir(prefix, 0o755) == 0 {
                // The umask must not take away what was asked for.
                guard !last || chmod(prefix, mode_t(mode & 0o7777)) == 0 else { throw TransportError.io(path: path, errno: errno) }
                continue
            }
            let code = errno
            guard code == EEXIST || stat(prefix, &status) == 0 else { throw TransportError.io(path: path, errno: code) }
            guard stat(prefix, &status) == 0 else { throw TransportError.io(path: path, errno: errno) }
            guard status.st_mode & S_IFMT == S_IFDIR else { throw TransportError.io(path: path, errno: last ? EEXIST : ENOTDIR) }
        }
    }

    /// See ``Machine/remove(_:)``.
    public func remove(_ path: String) async throws(TransportError) {
        try await offTask { () throws(TransportError) in try TreeRemoval.remove(path) }
    }

    /// See ``Machine/upload(_:to:mode:progress:)``. Copies on this machine.
    public func upload(
        _ localPath: String, to path: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?
    ) async throws(TransportError) {
        try MachinePath.check(localPath)
        let cancellation = CancellationFlag()
        let result = await withTaskCancellationHandler {
            do throws(TransportError) {
                try await offTask { () throws(TransportError) in
                    try Self.copy(localPath, to: path, mode: mode, progress: progress, cancellation: cancellation)
                }
                return Result<Void, TransportError>.success(())
            } catch {
                return .failure(error)
            }
        } onCancel: {
            cancellation.set()
        }
        try result.get()
    }

    /// See ``Machine/download(_:to:mode:progress:)``.
    public func download(
        _ path: String, to localPath: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?
    ) async throws(TransportError) {
        try await upload(path, to: localPath, mode: mode, progress: progress)
    }

    private static func copy(
        _ source: String, to path: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?, cancellation: CancellationFlag
    ) throws(TransportError) {
        let input = try Descriptor(path: source, flags: O_RDONLY)
        guard try input.status().st_mode & S_IFMT == S_IFREG else { throw .io(path: source, errno: EINVAL) }
        let file = try ReplacementFile(for: path)
        var copied = 0
        while !cancellation.isSet {
            let bytes = try input.read(1 << 20)
            if bytes.isEmpty { break }
            try file.descriptor.write(bytes)
            copied += bytes.count
            progress?(copied)
        }
        guard !cancellation.isSet else { throw .cancelled }
        if copied == 0 { progress?(0) }
        try file.commit(mode: mode)
    }
}
