public import Glibc
import StrataDriverKit
import Synchronization

/// A daemon of libvirt's with files, sockets and domains of its own, beside whatever libvirt the machine has; in mount namespaces of its own, as root. To other
/// such daemons it is another host.
///
/// It has one network, ``network``, which is defined and not started. Machines come to it, and go, over the loopback, encrypted with what
/// ``TLSCertificates/install(for:)`` puts there.
///
/// What the first one found out about QEMU, which takes seconds, those after it are told.
///
/// Of QEMU it sees the emulator of PCs only: it asks each one what it can do when it is first used.
public final class PrivateLibvirt: Sendable {
    /// Everything lies below it. The paths of volumes are the same to the daemon as to everybody.
    public let directory: String
    /// A network of the daemon's, without firewall.
    public static let network = "site"

    /// What is known of QEMU, by the names of the files that libvirt keeps it in.
    private static let known = Mutex<[String: [UInt8]]>([:])

    private let session = Mutex<CommandSession?>(nil)

    /// What its sockets lie under.
    public var socket: String { "\(directory)/run/libvirt/libvirt-sock" }
    /// Where it listens for TLS on the loopback; nil where it does not.
    public let port: UInt16?
    /// How to reach it.
    public var uri: String { "qemu+unix:///system?socket=\(socket)" }

    /// Whether its driver for secrets is installed.
    private let keepsSecrets: Bool

    private init(_ directory: String, port: UInt16?, keepsSecrets: Bool) {
        (self.directory, self.port, self.keepsSecrets) = (directory, port, keepsSecrets)
    }

    /// Starts one, and returns once it answers.
    ///
    /// - Parameters:
    ///   - certificates: with which it listens on the loopback too.
    ///   - keepsSecrets: whether its driver for secrets is installed.
    public static func start(
        in directory: String, with certificates: TLSCertificates? = nil, keepsSecrets: Bool = true
    ) async throws -> PrivateLibvirt {
        let daemon = PrivateLibvirt(directory, port: certificates == nil ? nil : try freePort(), keepsSecrets: keepsSecrets)
        for part in ["etc", "etc/qemu", "etc/qemu/networks", "etc/migration", "run", "run/lock", "lib", "cache", "log"] {
            try await LocalMachine().makeDirectory("\(directory)/\(part)")
        }
        let number = UInt32.random(in: 0..<(1 << 14))
        let network = """
            <network><name>\(Self.network)</name><forward mode='open'/><bridge name='sp\(String(number, radix: 16))' stp='off'/>
            <ip address='10.\(192 + number >> 8).\(number & 0xFF).1' prefix='24'><dhcp>
            <range start='10.\(192 + number >> 8).\(number & 0xFF).2' end='10.\(192 + number >> 8).\(number & 0xFF).250'/></dhcp></ip></network>

            """
        for (file, text) in files(in: directory) + [("qemu/networks/\(Self.network).xml", network)] {
            try await LocalMachine().write("\(directory)/etc/\(file)", Array(text.utf8))
        }
        if let certificates, let port = daemon.port {
            let path = "\(directory)/etc/libvirtd.conf"
            let text = try await LocalMachine().read(path) ?? []
            try await LocalMachine().write(path, text + Array(certificates.configuration(port: port).utf8))
        }
        for (file, line) in [
            ("passwd", "libvirt-qemu:x:64055:64055::/var/lib/libvirt:/usr/sbin/nologin\n"), ("group", "libvirt-qemu:x:64055:\n"),
        ] {
            // The user that the daemon runs QEMU as unless it is told otherwise must exist for it to start.
            let known = String(decoding: try await LocalMachine().read("/etc/\(file)") ?? [], as: UTF8.self)
            try await LocalMachine().write(
                "\(directory)/\(file)", Array((known.contains("libvirt-qemu:") ? known : known + line).utf8))
        }
        for (name, bytes) in known.withLock(\.self) {
            try await LocalMachine().makeDirectory(daemon.capabilities)
            try await LocalMachine().write("\(daemon.capabilities)/\(name)", bytes)
        }
        try await daemon.start()
        return daemon
    }

    private static func files(in directory: String) -> [(String, String)] {
        [
            (
                "qemu.conf",
                """
                user = "root"
                group = "root"
                security_driver = "none"
                namespaces = []
                cgroup_controllers = []
                stdio_handler = "file"
                remember_owner = 0
                migration_host = "127.0.0.2"
                migration_address = "127.0.0.2"
                migrate_tls_x509_cert_dir = "\(TLSCertificates.place(in: directory))"
                migrate_tls_x509_verify = 1

                """
            ),
            (
                "libvirtd.conf",
                """
                auth_unix_rw = "none"
                auth_unix_ro = "none"
                host_uuid = "\(uuid())"

                """
            ),
        ]
    }

    /// A UUID (RFC 9562, version 4).
    private static func uuid() -> String {
        let digits = (0..<32).map { $0 == 12 ? "4" : $0 == 16 ? "8" : String(Int.random(in: 0..<16), radix: 16) }
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { digits[$0].joined() }.joined(separator: "-")
    }

    /// Arguments: the directory; an option of the daemon's, or nothing; the driver that it lacks, or nothing.
    private static let script = #"""
        umount -l /sys/fs/cgroup/unified 2>/dev/null
        set -e
        hostname "private-$$"
        mount --bind "$1/passwd" /etc/passwd
        mount --bind "$1/group" /etc/group
        mount --bind "$1/etc" /etc/libvirt
        mount --bind "$1/lib" /var/lib
        mount --bind "$1/cache" /var/cache
        mount --bind "$1/log" /var/log
        mount --bind "$1/run" /run
        for emulator in /usr/bin/qemu-system-*; do
            case $emulator in */qemu-system-x86_64) ;; *) mount --bind /dev/null "$emulator";; esac
        done
        for driver in /usr/lib/*/libvirt/connection-driver/libvirt_driver_$3.so; do
            [ -e "$driver" ] || continue
            mkdir -p "$1/drivers"
            cp "${driver%/*}"/*.so "$1/drivers/"
            rm "$1/drivers/${driver##*/}"
            mount --bind "$1/drivers" "${driver%/*}"
        done
        exec libvirtd --pid-file /run/daemon.pid $2 >/run/said 2>&1
        """#

    /// Starts the daemon again, with the domains that it had.
    public func start() async throws {
        try await LocalMachine().remove("\(directory)/run/daemon.pid")
        let started = try await LocalMachine().open(
            Command(
                "unshare", "--mount", "--uts", "--propagation", "private", "sh", "-c", Self.script, "sh", directory,
                port == nil ? "" : "--listen", keepsSecrets ? "" : "secret"))
        session.withLock { $0 = started }
        let end = ContinuousClock.now + .seconds(60)
        while true {
            if Self.listens(at: port), let session = try? await LocalMachine().connect(toSocket: socket) {
                await session.terminate()
                return
            }
            guard ContinuousClock.now < end else {
                await started.terminate()
                let said = String(decoding: (try? await LocalMachine().read("\(directory)/run/said")) ?? [], as: UTF8.self)
                throw Failure(description: "libvirtd does not listen: \(said)")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private var capabilities: String { "\(directory)/cache/libvirt/qemu/capabilities" }

    /// Keeps what the daemon found out about QEMU for those after it.
    private func remember() async throws {
        guard Self.known.withLock(\.isEmpty) else { return }
        var found: [String: [UInt8]] = [:]
        for entry in (try? await LocalMachine().list(capabilities)) ?? [] where entry.name.hasSuffix(".xml") {
            found[entry.name] = try await LocalMachine().read("\(capabilities)/\(entry.name)")
        }
        Self.known.withLock { $0 = found }
    }

    /// The daemon's process id.
    public func pid() async throws -> pid_t {
        let text = String(decoding: try await LocalMachine().read("\(directory)/run/daemon.pid") ?? [], as: UTF8.self)
        guard let number = pid_t(text.prefix { $0.isNumber }), number > 1 else {
            throw Failure(description: "libvirtd wrote no process id")
        }
        return number
    }

    /// Sends the daemon a signal: `SIGKILL`, `SIGSTOP`, `SIGCONT`.
    public func signal(_ signal: Int32) async throws {
        kill(try await pid(), signal)
        guard signal == SIGKILL else { return }
        let ended = session.withLock { $0.take() }
        _ = try? await ended?.exit
    }

    /// Ends the daemon and what it started, and waits for their ends. The files are the caller's to remove.
    public func stop() async throws {
        let ended = session.withLock { $0.take() }
        if ended != nil, let number = try? await pid() { kill(number, SIGCONT) }
        await ended?.terminate()
        // The processes of domains and networks are nobody's children by now; they note their numbers in the daemon's own directory.
        let machine = LocalMachine()
        let bridges = try await bridges()
        try await remember()
        for folder in ["qemu", "network"] {
            let path = "\(directory)/run/libvirt/\(folder)"
            for entry in (try? await machine.list(path)) ?? [] where entry.name.hasSuffix(".pid") {
                let text = String(decoding: try await machine.read("\(path)/\(entry.name)") ?? [], as: UTF8.self)
                guard let number = pid_t(text.prefix { $0.isNumber }), number > 1 else { continue }
                let command = String(decoding: try await machine.read("/proc/\(number)/cmdline") ?? [], as: UTF8.self)
                guard command.contains("qemu-system") || command.contains("dnsmasq") else { continue }
                kill(number, SIGKILL)
                let end = ContinuousClock.now + .seconds(10)
                while try await machine.exists("/proc/\(number)/exe"), ContinuousClock.now < end {
                    guard kill(number, 0) == 0 else { break }
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
        }
        for bridge in bridges where !bridge.isEmpty { _ = try await machine.run(Command("ip", "link", "delete", "dev", bridge)) }
    }

    /// A port of the loopback that nobody has.
    private static func freePort() throws -> UInt16 {
        let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { throw Failure(description: "no port of the loopback is free") }
        return UInt16(bigEndian: address.sin_port)
    }

    /// Whether somebody listens at a port of the loopback; true where there is none to ask for.
    private static func listens(at port: UInt16?) -> Bool {
        guard let port else { return true }
        let caller = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(caller) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(caller, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
    }

    /// The bridges of networks that the daemon has started.
    private func bridges() async throws -> [String] {
        let (machine, path) = (LocalMachine(), "\(directory)/run/libvirt/network")
        var bridges: [String] = []
        for entry in (try? await machine.list(path)) ?? [] where entry.name.hasSuffix(".xml") {
            let text = String(decoding: try await machine.read("\(path)/\(entry.name)") ?? [], as: UTF8.self)
            guard let start = text.firstRange(of: "<bridge name='")?.upperBound else { continue }
            bridges.append(String(text[start...].prefix { $0 != "'" }))
        }
        return bridges
    }

    /// What went wrong with it.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }
}
