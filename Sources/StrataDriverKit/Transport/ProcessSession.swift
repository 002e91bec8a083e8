import Glibc
import Subprocess

/// The end of a process and of all that belongs to its session.
enum ProcessSession {
    /// Waits until the process has exited, leaving it to be reaped; returns early when the task is cancelled.
    static func exit(of process: ProcessIdentifier) async {
        while !hasExited(process.value), !Task.isCancelled {
            if process.processDescriptor >= 0 {
                await Readiness.wait(for: .reading, on: process.processDescriptor)
            } else {
                // Kernels before 5.4 have no process descriptors to wait on; a cancelled sleep ends the loop.
                try? await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    /// Brings a process that must end, or whose task was cancelled, to its end with everything it started.
    ///
    /// Must be called before the process is reaped: until then its number cannot be given to another process, so that
    /// signals meet only what they are meant for.
    static func settle<Input, Output, Failure>(_ execution: Execution<Input, Output, Failure>, ended: Bool, hangUp: Bool = false) async {
        guard ended || Task.isCancelled else { return }
        let leader = execution.processIdentifier
        if Task.isCancelled {
            // Cancellation has set off the configured teardown already; a second one would signal twice.
            await Task { await exit(of: leader) }.value
        } else {
            var steps: [TeardownStep] = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))]
            if hangUp {
                steps.insert(.send(signal: .terminalClosed, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(500)), at: 0)
            }
            await execution.teardown(using: steps)
        }
        // The teardown is over when the leader is: those of its group that ignored the signal are still there.
        kill(-leader.value, SIGKILL)
        // So are children that a shell put into groups of their own.
        for _ in 0..<8 {
            let left = members(of: leader.value)
            guard !left.isEmpty else { break }
            for process in left { kill(process, SIGKILL) }
        }
    }

    private static func hasExited(_ process: pid_t) -> Bool {
        var information = siginfo_t()
        let result = waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT)
        return result != 0 || information._sifields._sigchld.si_pid == process
    }

    /// The living processes of a session besides its leader.
    private static func members(of session: pid_t) -> [pid_t] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var found: [pid_t] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let process = pid_t(name), process != session, getsid(process) == session, isAlive(process) else { continue }
            found.append(process)
        }
        return found
    }

    private static func isAlive(_ process: pid_t) -> Bool {
        let descriptor = Glibc.open("/proc/\(process)/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count > 0, let name = buffer[..<count].lastIndex(of: UInt8(ascii: ")")), name + 2 < count else { return false }
        return buffer[name + 2] != UInt8(ascii: "Z")
    }
}
