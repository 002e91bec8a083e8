import Glibc
import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// A QEMU process that runs a machine, known by what stands in its arguments: a number alone may be anybody's by now.
struct RunningProcess: Sendable {
    let id: Int32
    let uid: UID
    /// When it started, which no other process of this number did.
    let startTicks: Int64
    /// What QEMU was started with.
    let arguments: [String]

    /// The process that a machine's file names, if it is this machine's QEMU.
    static func find(_ directory: MachineDirectory, uid: UID, on machine: any Machine) async throws(TransportError) -> RunningProcess? {
        guard machine.isLocal else {
            return try await MachineGlance.look(at: [directory.name], in: directory.parent, on: machine).first?.running(uid: uid)
        }
        guard let bytes = try await machine.read(directory.process, limit: 64),
            let id = Int32(String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)), id > 1
        else { return nil }
        return try await find(id, uid: uid, on: machine)
    }

    private static func find(_ id: Int32, uid: UID, on machine: any Machine) async throws(TransportError) -> RunningProcess? {
        let bytes: [UInt8]?
        do throws(TransportError) {
            bytes = try await machine.read("/proc/\(id)/cmdline", limit: 1 << 20)
        } catch .io(_, errno: ESRCH) {
            return nil
        } catch {
            throw error
        }
        let arguments = ProcessFiles.arguments(cmdline: bytes ?? [])
        guard isQEMU(arguments, uid), let ticks = try await status(of: id, on: machine)?.startTicks else { return nil }
        return RunningProcess(id: id, uid: uid, startTicks: ticks, arguments: arguments)
    }

    /// Whether these are the arguments of the QEMU that runs a machine.
    private static func isQEMU(_ arguments: [String], _ uid: UID) -> Bool {
        guard let program = arguments.first?.split(separator: "/").last, program.hasPrefix("qemu-system-"),
            let option = arguments.firstIndex(of: "-uuid"), option + 1 < arguments.count
        else { return false }
        return arguments[option + 1] == uid.text
    }

    private init(id: Int32, uid: UID, startTicks: Int64, arguments: [String]) {
        self.id = id
        self.uid = uid
        self.startTicks = startTicks
        self.arguments = arguments
    }

    /// The process of which the kernel says this, if it is the QEMU that runs a machine and has not ended.
    init?(_ id: Int32, uid: UID, arguments: [String], stat: String) {
        guard Self.isQEMU(arguments, uid), let status = ProcessFiles.Status(stat: stat), !status.hasEnded else { return nil }
        self.init(id: id, uid: uid, startTicks: status.startTicks, arguments: arguments)
    }

    /// What the kernel says of a process that has not ended; nil for one that has, with all its threads.
    private static func status(of id: Int32, on machine: any Machine) async throws(TransportError) -> ProcessFiles.Status? {
        do throws(TransportError) {
            guard let bytes = try await machine.read("/proc/\(id)/stat", limit: 64 << 10) else { return nil }
            return ProcessFiles.Status(stat: String(decoding: bytes, as: UTF8.self)).flatMap { $0.hasEnded ? nil : $0 }
        } catch .io(_, errno: ESRCH) {
            return nil
        } catch {
            throw error
        }
    }

    /// Whether the process is still there, be it that it is ending and its arguments are gone already.
    func isAlive(on machine: any Machine) async throws(TransportError) -> Bool {
        try await Self.status(of: id, on: machine)?.startTicks == startTicks
    }

    /// Waits until the process has ended.
    /// - Returns: false when it has not in that time.
    func ends(within limit: Duration, on machine: any Machine) async throws(TransportError) -> Bool {
        guard machine.isLocal else { return try await endsThere(within: limit, on: machine) }
        let end = ContinuousClock.now + limit
        while try await isAlive(on: machine) {
            guard ContinuousClock.now < end else { return false }
            do { try await Task.sleep(for: .milliseconds(10)) } catch { throw .cancelled }
        }
        return true
    }

    /// Ends the process at once. It was looked at just before, so that the signal meets what it is meant for.
    func kill(on machine: any Machine) async throws(TransportError) {
        guard machine.isLocal else { return try await killThere(on: machine) }
        if try await isAlive(on: machine) { Glibc.kill(id, SIGKILL) }
    }

    /// The value of an option that QEMU was started with.
    func value(of option: String) -> String? {
        arguments.firstIndex(of: option).flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
    }
}
