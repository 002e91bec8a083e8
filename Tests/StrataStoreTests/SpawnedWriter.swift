import Glibc

/// A `store-crash-writer` process, whose acknowledgements are read until it ends.
struct SpawnedWriter: ~Copyable {
    let pid: pid_t
    private let output: CInt

    /// Starts the program that was built beside the tests.
    init(directory: String, round: Int, writers: Int) throws {
        (pid, output) = try Self.spawn([Self.buildDirectory() + "/store-crash-writer", directory, "\(round)", "\(writers)"])
    }

    deinit {
        close(output)
    }

    /// Waits until the process has acknowledged something, and so has the store open.
    func waitForFirstAcknowledgement() throws {
        var byte: UInt8 = 0
        guard Glibc.read(output, &byte, 1) == 1 else { throw SystemFailure(call: "the writer ended by itself: read") }
    }

    /// Reads acknowledgements until `count` of them have come, then kills the process at once and reads what it still said before.
    func killAfter(_ count: Int) throws -> [(key: String, revision: UInt64)] {
        var text: [UInt8] = []
        var lines = 0
        var isKilled = false
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let received = Glibc.read(output, &buffer, buffer.count)
            if received <= 0 { break }
            text += buffer[..<received]
            lines += buffer[..<received].count { $0 == UInt8(ascii: "\n") }
            if lines >= count, !isKilled {
                kill(pid, SIGKILL)
                isKilled = true
            }
        }
        var status: CInt = 0
        waitpid(pid, &status, 0)
        guard isKilled, status & 0x7F == SIGKILL else { throw SystemFailure(call: "the writer ended by itself with status \(status)") }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ")
            return parts.count == 2 ? UInt64(parts[1]).map { (String(parts[0]), $0) } : nil
        }
    }

    /// Starts a program whose standard output can be read from what is given back.
    private static func spawn(_ command: [String]) throws -> (pid_t, CInt) {
        var ends: [CInt] = [0, 0]
        guard pipe(&ends) == 0 else { throw SystemFailure(call: "pipe") }
        defer { close(ends[1]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        var arguments: [UnsafeMutablePointer<CChar>?] = []
        for argument in command { arguments.append(strdup(argument)) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        errno = posix_spawn(&child, command[0], &actions, nil, &arguments, environ)
        guard errno == 0 else {
            let failure = SystemFailure(call: "posix_spawn \(command[0])")
            close(ends[0])
            throw failure
        }
        return (child, ends[0])
    }

    private static func buildDirectory() throws -> String {
        var path = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &path, path.count)
        guard count > 0 else { throw SystemFailure(call: "readlink") }
        let executable = String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return String(executable[..<(executable.lastIndex(of: "/") ?? executable.startIndex)])
    }
}
