import Glibc
import StrataDriverKit

/// An advisory lock on a directory of a machine (flock(2)), held until it is released, or this process ends, or the connection does.
enum StateLock {
    case descriptor(Int32)
    case session(CommandSession)

    private static let patience = Duration.seconds(30)
    /// How flock(1) ends where what it is to lock cannot be opened (sysexits.h, `EX_NOINPUT`).
    private static let noInput: Int32 = 66

    static func take(_ directory: String, on machine: any Machine) async throws(NetworkError) -> StateLock {
        machine.isLocal ? try await local(directory) : try await remote(directory, on: machine)
    }

    func release() {
        switch self {
        case .descriptor(let number): close(number)
        case .session(let session): session.endInput()
        }
    }

    private static func local(_ directory: String) async throws(NetworkError) -> StateLock {
        let clock = ContinuousClock()
        let end = clock.now + patience
        while true {
            let number = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard number >= 0 else { throw .machine(attempt: "lock \(directory)", .io(path: directory, errno: errno)) }
            if flock(number, LOCK_EX | LOCK_NB) == 0 {
                if isStillThere(number, directory) { return .descriptor(number) }
                close(number)
                guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
                    throw .machine(attempt: "make \(directory)", .io(path: directory, errno: errno))
                }
                continue
            }
            let code = errno
            close(number)
            guard code == EWOULDBLOCK || code == EINTR else {
                throw .machine(attempt: "lock \(directory)", .io(path: directory, errno: code))
            }
            guard clock.now < end else { throw timedOut(directory) }
            do { try await Task.sleep(for: .milliseconds(5)) } catch { throw .cancelled }
        }
    }

    /// Whether the directory that was locked is the one that others would lock: a reset may have removed it meanwhile.
    private static func isStillThere(_ number: Int32, _ directory: String) -> Bool {
        var locked = stat()
        var found = stat()
        return fstat(number, &locked) == 0 && stat(directory, &found) == 0 && locked.st_ino == found.st_ino && locked.st_dev == found.st_dev
    }

    private static func remote(_ directory: String, on machine: any Machine) async throws(NetworkError) -> StateLock {
        do throws(TransportError) {
            // `cat` answers once the lock is held and ends with its input.
            // flock(1) would make a file of a name that is missing, and cannot with the dot.
            let session = try await machine.open(
                Command("flock", "--exclusive", "--timeout", "\(patience.components.seconds)", "\(directory)/.", "cat"))
            try await session.send([UInt8(ascii: "\n")])
            var output = session.output.makeAsyncIterator()
            while let chunk = try await output.next() {
                if chunk.stream == .standardOutput { return .session(session) }
            }
            if try await session.exit == .exited(noInput) { throw TransportError.io(path: directory, errno: ENOENT) }
        } catch .notFound {
            throw .missingProgram(Program.flock.rawValue, package: Program.flock.package, machine: machine.name)
        } catch {
            throw NetworkError(error, attempt: "lock \(directory)")
        }
        throw timedOut(directory)
    }

    private static func timedOut(_ directory: String) -> NetworkError {
        .failed(
            attempt: "lock", object: directory, answer: "another process has held the lock for \(patience.components.seconds) seconds",
            hint: "Look for a second strata server with: fuser -v \(directory)")
    }
}
