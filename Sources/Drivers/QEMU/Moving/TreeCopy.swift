import StrataDriverKit

/// Makes one directory's content that of another, empty one: as hard links where both are on one machine, else sent through this one.
struct TreeCopy: Sendable {
    let source: Place
    let target: Place
    /// Whether paths mean the same to both.
    let isOne: Bool
    /// The machine, for messages.
    let name: String

    /// What a machine's directory holds that is not carried: what belongs to a running QEMU, and what says whose the directory is.
    private static let left = ["pid", "qmp", "tty", "vnc", "agent", "machine.json", "incoming.json", "incoming", "nbd", "out", "out-disk"]
    /// What is written to while it is carried.
    private static let logs = ["console.log", "console.log.1", "qemu.log"]

    /// - Parameters:
    ///   - leftOut: further files that stay.
    ///   - report: told of bytes.
    /// - Returns: how long the console's log was.
    func copy(
        _ from: String, to: String, leftOut: [String], _ report: @escaping @Sendable (MoveProgress) -> Void
    ) async throws(DriverError) -> Int {
        if isOne { try await link(from, to, leftOut, report) } else { try await send(from, to, leftOut, report) }
        var length = 0
        for log in Self.logs {
            guard let bytes = try await source.read("\(from)/\(log)", "read the log of", name, limit: 4 << 20) else { continue }
            try await target.write("\(to)/\(log)", bytes, mode: 0o600, "copy the log of", name)
            if log == Self.logs[0] { length = bytes.count }
        }
        return length
    }

    /// Arguments: from, to, then the names of what stays. Links share what is written: a disk is one file under two names, and QEMU's locks on it hold for
    /// both. What lies on another file system is copied.
    private static let linking = #"""
        from=$1 to=$2; shift 2; cd -- "$from" || exit 1
        for f in * .[!.]*; do
            { [ -f "$f" ] || [ -d "$f" ]; } && [ ! -L "$f" ] || continue
            for n; do [ "$f" != "$n" ] || continue 2; done
            cp -al -- "$f" "$to/" 2>/dev/null || { rm -rf -- "$to/$f"; cp -a --reflink=auto -- "$f" "$to/"; } || exit 1
        done
        """#

    private func link(
        _ from: String, _ to: String, _ leftOut: [String], _ report: @escaping @Sendable (MoveProgress) -> Void
    ) async throws(DriverError) {
        // Links take no time; copies onto another file system do.
        let telling = Task {
            while (try? await Task.sleep(for: .seconds(5))) != nil {
                if let done = try? await self.size(of: to) { report(MoveProgress(done: done, left: 0, part: "files")) }
            }
        }
        defer { telling.cancel() }
        var command = Command(
            executable: "sh", arguments: ["-c", Self.linking, "sh", from, to] + Self.left + Self.logs + leftOut)
        command.deadline = .seconds(3600)
        try await source.check(command, "copy the files of", name)
    }

    private func send(_ from: String, _ to: String, _ leftOut: [String], _ report: @Sendable (MoveProgress) -> Void)
        async throws(DriverError)
    {
        let excluded = (Self.left + Self.logs + leftOut).map { "--exclude=./\($0)" }
        let total = try await size(of: from, excluded)
        let sending = Command(
            executable: "tar", arguments: ["-c", "-S", "--numeric-owner", "-f", "-", "-C", from] + excluded + ["."])
        let taking = Command(executable: "tar", arguments: ["-x", "-S", "-p", "--no-same-owner", "-f", "-", "-C", to])
        do throws(TransportError) {
            let output = try await source.machine.open(sending)
            output.endInput()
            let input = try await target.machine.open(taking)
            do throws(TransportError) {
                try await pipe(output, to: input, total: total, report)
            } catch {
                await output.terminate()
                await input.terminate()
                throw error
            }
        } catch {
            throw DriverError(error, "copy the files of", name)
        }
    }

    private func pipe(
        _ output: CommandSession, to input: CommandSession, total: Int64, _ report: @Sendable (MoveProgress) -> Void
    ) async throws(TransportError) {
        var sent: Int64 = 0
        var said: [UInt8] = []
        for try await chunk in output.output {
            guard chunk.stream == .standardOutput else {
                said = Array((said + chunk.bytes).suffix(2048))
                continue
            }
            do throws(TransportError) {
                try await input.send(chunk.bytes)
            } catch .io {
                // It ended early: its exit says why.
                break
            }
            sent += Int64(chunk.bytes.count)
            report(MoveProgress(done: min(sent, total), left: max(0, total - sent), part: "files"))
        }
        input.endInput()
        var answer: [UInt8] = []
        for try await chunk in input.output { answer = Array((answer + chunk.bytes).suffix(2048)) }
        let taken = try await input.exit
        guard taken == .exited(0) else {
            throw .failed(command: "tar -x", exit: taken, message: String(decoding: answer, as: UTF8.self))
        }
        let exit = try await output.exit
        guard exit == .exited(0) else { throw .failed(command: "tar -c", exit: exit, message: String(decoding: said, as: UTF8.self)) }
    }

    /// Adds to a log what the other has beyond a length, or all of it where that was cut meanwhile. The file stays the same one: a QEMU has it open.
    func append(_ from: String, beyond length: Int, to: String) async throws(DriverError) {
        let script = #"n=$2; [ "$(stat -c %s -- "$1")" -ge "$n" ] || n=0; tail -c "+$((n + 1))" -- "$1""#
        let rest = try await source.check(Command("sh", "-c", script, "sh", from, "\(length)"), "read the log of", name).output
        guard !rest.isEmpty else { return }
        var command = Command("sh", "-c", #"cat >>"$1""#, "sh", to)
        command.input = rest
        try await target.check(command, "copy the log of", name)
    }

    /// What the files take on disk, in bytes.
    func size(of directory: String, _ excluded: [String] = []) async throws(DriverError) -> Int64 {
        let words = ["-s", "-B1"] + excluded + [directory]
        let text = try await source.check(Command(executable: "du", arguments: words), "measure the files of", name).text
        return Int64(text.prefix { $0.isNumber }) ?? 0
    }
}
