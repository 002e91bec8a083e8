import Glibc

extension SSHMachine {
    /// See ``Machine/read(_:limit:)``.
    public func read(_ path: String, limit: Int) async throws(TransportError) -> [UInt8]? {
        try MachinePath.check(path)
        var command = script(#"if [ -e "$1" ] || [ -L "$1" ]; then exec cat -- "$1"; fi; exit 44"#, path)
        command.outputLimit = limit
        do throws(TransportError) {
            let output = try await run(command)
            if output.exit == .exited(44) { return nil }
            guard output.succeeded else { throw failure(command, output, path) }
            return output.output
        } catch .outputTooLarge {
            throw .outputTooLarge(of: path, limit: limit)
        } catch .io(_, ENOENT) {
            // A dangling symbolic link.
            return nil
        } catch {
            throw error
        }
    }

    /// See ``Machine/write(_:_:mode:)``.
    public func write(_ path: String, _ bytes: [UInt8], mode: UInt32) async throws(TransportError) {
        var command = try replacement(of: path, mode: mode, size: bytes.count)
        command.input = bytes
        try await perform(command, path)
    }

    /// See ``Machine/list(_:)``.
    public func list(_ directory: String) async throws(TransportError) -> [FileEntry] {
        try MachinePath.check(directory)
        var command = script(Self.listScript, directory)
        command.outputLimit = 64 << 20
        let output = try await perform(command, directory)
        return output.output.split(separator: 0).compactMap { entry in
            let kind: FileEntry.Kind =
                switch entry.first {
                case UInt8(ascii: "f"): .file
                case UInt8(ascii: "d"): .directory
                case UInt8(ascii: "l"): .symbolicLink
                default: .other
                }
            return FileEntry(name: String(decoding: entry.dropFirst(), as: UTF8.self), kind: kind)
        }.sorted { $0.name < $1.name }
    }

    /// See ``Machine/exists(_:)``.
    public func exists(_ path: String) async throws(TransportError) -> Bool {
        try MachinePath.check(path)
        let command = Command("test", "-e", path)
        let output = try await run(command)
        switch output.exit {
        case .exited(0): return true
        case .exited(1): return false
        default: throw failure(command, output, path)
        }
    }

    /// See ``Machine/makeDirectory(_:mode:)``.
    public func makeDirectory(_ path: String, mode: UInt32) async throws(TransportError) {
        try MachinePath.check(path)
        try await perform(script(#"umask 022; [ -d "$1" ] || { mkdir -p -- "$1" && chmod "$2" "$1"; }"#, path, octal(mode)), path)
    }

    /// See ``Machine/remove(_:)``.
    public func remove(_ path: String) async throws(TransportError) {
        let (parent, name) = try MachinePath.removable(path)
        let look = script(#"[ -e "$1" ] || exit 0; cd -P "$1" && pwd -P && cat /proc/self/mountinfo"#, parent)
        let output = try await perform(look, path).output
        guard !output.isEmpty else { return }
        let mountinfo = output.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
        // A parent with a line feed in its name is named by more than one line; what is compared is then not the path, so refuse.
        guard parent.utf8.allSatisfy({ $0 != UInt8(ascii: "\n") }), mountinfo.count == 2 else {
            throw .invalidArgument("refusing to remove \(ShellQuoting.quoteForDisplay(path))")
        }
        let directory = String(decoding: mountinfo[0], as: UTF8.self)
        let full = directory == "/" ? "/\(name)" : "\(directory)/\(name)"
        guard !MountTable(parsing: Array(mountinfo[1])).covers(full) else { throw .io(path: path, errno: EBUSY) }
        var command = Command("rm", "-rf", "--one-file-system", "--", full)
        command.deadline = .seconds(600)
        try await perform(command, path)
    }

    /// See ``Machine/upload(_:to:mode:progress:)``.
    public func upload(
        _ localPath: String, to path: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?
    ) async throws(TransportError) {
        try MachinePath.check(localPath)
        let source = try await SourceFile.open(localPath)
        let command = try replacement(of: path, mode: mode, size: source.size)
        let session = try await open(command, terminal: nil)
        do throws(TransportError) {
            // The script writes no output, and its errors fit what is buffered: nothing needs to be read meanwhile.
            var sent = 0
            while true {
                let bytes = try await source.read(1 << 20)
                if bytes.isEmpty { break }
                do throws(TransportError) {
                    try await session.send(bytes)
                } catch .io {
                    // It ended early: its exit says why.
                    break
                }
                sent += bytes.count
                progress?(sent)
            }
            if sent == 0 { progress?(0) }
            session.endInput()
            try await conclude(session, command, path)
        } catch {
            await session.terminate()
            throw error
        }
    }

    /// See ``Machine/download(_:to:mode:progress:)``.
    public func download(
        _ path: String, to localPath: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?
    ) async throws(TransportError) {
        try MachinePath.check(path)
        let command = Command("cat", "--", path)
        let session = try await open(command, terminal: nil)
        do throws(TransportError) {
            session.endInput()
            let target = try await TargetFile.open(localPath)
            let errors = try await receive(session, target, progress)
            let exit = try await session.exit
            guard exit == .exited(0) else { throw failure(command, CommandOutput(exit: exit, errors: errors), path) }
            try await target.commit(mode: mode)
        } catch {
            await session.terminate()
            throw error
        }
    }

    private func receive(
        _ session: CommandSession, _ target: TargetFile, _ progress: (@Sendable (Int) -> Void)?
    ) async throws(TransportError) -> [UInt8] {
        var errors: [UInt8] = []
        var pending: [UInt8] = []
        var received = 0
        while let chunk = try await session.next() {
            switch chunk.stream {
            case .standardError: errors = Array((errors + chunk.bytes).suffix(4096))
            case .standardOutput:
                pending += chunk.bytes
                guard pending.count >= 1 << 20 else { continue }
                received += pending.count
                try await target.write(pending)
                pending = []
                progress?(received)
            }
        }
        received += pending.count
        try await target.write(pending)
        progress?(received)
        return errors
    }

    private func conclude(_ session: CommandSession, _ command: Command, _ path: String) async throws(TransportError) {
        var errors: [UInt8] = []
        while let chunk = try await session.next() {
            if chunk.stream == .standardError { errors = Array((errors + chunk.bytes).suffix(4096)) }
        }
        let exit = try await session.exit
        guard exit == .exited(0) else { throw failure(command, CommandOutput(exit: exit, errors: errors), path) }
    }

    @discardableResult
    private func perform(_ command: Command, _ path: String) async throws(TransportError) -> CommandOutput {
        let output = try await run(command)
        guard output.succeeded else { throw failure(command, output, path) }
        return output
    }

    /// A constant script of POSIX shell; what varies are its arguments.
    private func script(_ text: String, _ arguments: String...) -> Command {
        Command(executable: "sh", arguments: ["-c", text, "sh"] + arguments)
    }

    private func octal(_ mode: UInt32) -> String { "0" + String(mode & 0o7777, radix: 8) }

    /// A command that makes its input the file at a path, if it is of this size: input that ends early, because the
    /// connection did, looks like any other end.
    private func replacement(of path: String, mode: UInt32, size: Int) throws(TransportError) -> Command {
        let (directory, name) = try MachinePath.file(path)
        let base = directory == "/" ? "/" : directory + "/"
        return script(Self.replaceScript, base + name, base + MachinePath.temporaryName(), octal(mode), directory, "\(size)")
    }

    /// The system error that a tool's message ends with, so that both kinds of machine fail alike; else the message itself.
    private func failure(_ command: Command, _ output: CommandOutput, _ path: String) -> TransportError {
        let message = TransportError.message(output.errors)
        let codes = [ENOENT, EACCES, EPERM, ENOTDIR, EISDIR, EEXIST, ENOSPC, EROFS, EBUSY, ENOTEMPTY, EDQUOT, EIO, ELOOP, ENAMETOOLONG]
        for line in message.split(separator: "\n") {
            for code in codes where line.hasSuffix(String(cString: strerror(code))) { return .io(path: path, errno: code) }
        }
        // dash has words of its own.
        if message.hasSuffix("Directory nonexistent") || message.hasSuffix("nonexistent directory") {
            return .io(path: path, errno: ENOENT)
        }
        if message.contains(": can't cd to ") { return .io(path: path, errno: ENOENT) }
        return .failed(command, output)
    }

    private static let listScript = #"""
        cd -- "$1" || exit 1
        ls -a . >/dev/null || exit 1
        for f in * .[!.]* ..?*; do
            if [ -L "$f" ]; then k=l
            elif [ -f "$f" ]; then k=f
            elif [ -d "$f" ]; then k=d
            elif [ -e "$f" ]; then k=o
            else continue
            fi
            printf '%s%s\0' "$k" "$f"
        done
        """#

    /// On disk before it is seen: dd's `conv=fsync` (GNU, BSD, busybox).
    private static let replaceScript = #"""
        umask 077
        [ -d "$4" ] || { echo "$4: No such file or directory" >&2; exit 1; }
        [ ! -d "$1" ] || [ -L "$1" ] || { echo "$1: Is a directory" >&2; exit 1; }
        trap 'rm -f -- "$2"' EXIT
        trap 'exit 143' HUP INT TERM
        m=$(dd bs=65536 conv=fsync of="$2" 2>&1) || { printf '%s\n' "$m" >&2; exit 1; }
        [ "$(wc -c <"$2")" -eq "$5" ] || { echo 'the input ended early' >&2; exit 1; }
        chmod "$3" "$2" && mv -f -- "$2" "$1"
        """#
}
