import Libvirt
public import StrataAPI
public import StrataDriverKit
import XMLDocuments

/// Machines in libvirt's hands: virtual machines of QEMU's, with or without KVM, which it can make, and whatever else libvirt looks after, which it can take in.
///
/// ```
///   domain         the instance's name, its UID as UUID, and whose it is in <metadata> (OwnerNote)
///   pool/UID.qcow2          the disk, above the image's; luks-UID.qcow2 where it is encrypted, by a secret of libvirt's with the same UUID
///       /image-DIGEST…      what images consist of, shared by all machines that were made of them; image-DIGEST.ready once it is whole
///       /backup-UID…        backups, which outlive machines (BackupShelf)
///       /NAME.log           what the serial line showed
/// ```
/// A machine comes to exist by one call of libvirt's, with its instance's UID in it, and ceases to by one. What lies in the pool for an instance that has no
/// domain is removed with the next call for that instance, or by the next connection.
///
/// ```
///   shut off ──create──▶ running ◀──suspend, resume──▶ paused
///      ▲  ▲                 │                            │
///      │  └─ managed save ──┴── shutdown, destroy ───────┘
/// ```
public struct LibvirtDriver: SecretReading {
    /// libvirt's.
    public static var stack: String { "libvirt" }
    /// Virtual machines. Others that libvirt has are shown and started, stopped and the like.
    public static var types: [InstanceType] { [.virtualMachine] }
    /// See ``MachineOptions``.
    public static var options: Shape { MachineOptions.schema.shape }

    let site: LibvirtSite
    let options: SiteOptions
    let machine: any Machine
    let stateDirectory: String
    let facts: SiteFacts

    /// Whether libvirt's library is here and a daemon answers at `qemu:///system` there. Changes nothing.
    public static func probe(_ machine: any Machine) async -> Support {
        let site = LibvirtSite(options: SiteOptions(), machine: machine)
        let result: Support
        do throws(DriverError) {
            // A daemon that is there to be started by its socket is not started for this.
            var isThere = false
            for socket in DaemonSocket.uri(SiteOptions().uri)?.sockets ?? [] {
                do throws(TransportError) {
                    if try await machine.exists(socket) { isThere = true }
                } catch {
                    return .no("\(error)")
                }
            }
            guard isThere else { return .no("no daemon of libvirt's listens at /run/libvirt") }
            _ = try await site.connection("connect to libvirt on", machine.name)
            result = .yes
        } catch {
            result = .no("\(error)")
        }
        await site.close()
        return result
    }

    /// Connects, and removes what calls that were killed left half done.
    ///
    /// `spec.options` of the Site: `uri`, `pool`, `path`, `network`, `accelerator`; see ``SiteOptions``. Its Secret may hold `username` and `password`, which
    /// are said where libvirt asks for them.
    public static func connect(_ connection: SiteConnection) async throws(DriverError) -> LibvirtDriver {
        let options = try SiteOptions(connection.options)
        let site = LibvirtSite(options: options, machine: connection.machine, credentials: try options.credentials(connection.secrets))
        do throws(DriverError) {
            let open = try await site.connection("connect to libvirt on", connection.machine.name)
            let facts = try await SiteFacts.look(at: open, options)
            let driver = LibvirtDriver(
                site: site, options: options, machine: connection.machine, stateDirectory: connection.stateDirectory, facts: facts)
            await driver.removeLeftovers()
            return driver
        } catch {
            await site.close()
            throw error
        }
    }

    /// Lets go of the connection. The machines run on.
    public func close() async { await site.close() }

    /// The connection and the definition of a machine that must exist.
    func existing(_ id: NativeID, _ attempt: String) async throws(DriverError) -> (LibvirtConnection, XMLElement) {
        let connection = try await site.connection(attempt, id.text)
        guard MachineName.isPossible(id.text),
            let text = try await translating(
                attempt, id.text, { () throws(LibvirtError) in try await connection.definition(of: .name(id.text)) })
        else { throw .notFound(.init(attempt, id.text, answer: "libvirt has no domain of that name at \(options.uri)")) }
        let document = try await translating(attempt, id.text) { () throws(LibvirtError) in try XMLElement(definition: text) }
        if HostDomain.isOne(DomainCard(document)) { throw HostDomain.refusal(attempt, id) }
        return (connection, document)
    }

    /// The connection and the state of a machine that must exist.
    func state(_ id: NativeID, _ attempt: String) async throws(DriverError) -> (LibvirtConnection, DomainRecord) {
        let connection = try await site.connection(attempt, id.text)
        guard MachineName.isPossible(id.text),
            let record = try await translating(attempt, id.text, { () throws(LibvirtError) in try await connection.domain(.name(id.text)) })
        else { throw .notFound(.init(attempt, id.text, answer: "libvirt has no domain of that name at \(options.uri)")) }
        if HostDomain.isOne(record) { throw HostDomain.refusal(attempt, id) }
        return (connection, record)
    }

    /// The same for one that must run.
    func running(_ id: NativeID, _ attempt: String) async throws(DriverError) -> LibvirtConnection {
        let (connection, record) = try await state(id, attempt)
        guard record.isActive else {
            throw .refused(.init(attempt, id.text, answer: "the machine is not running", hint: "Start it first"))
        }
        return connection
    }

    /// Asks libvirt for something on a machine.
    func ask(
        _ id: NativeID, _ attempt: String, _ body: (DomainID) async throws(LibvirtError) -> Void
    ) async throws(DriverError) {
        try await translating(attempt, id.text) { () throws(LibvirtError) in try await body(.name(id.text)) }
    }
}

extension DomainRecord {
    /// Whether the hypervisor has it running, or held.
    var isActive: Bool {
        switch state {
        case .running, .blocked, .paused, .shuttingDown, .asleep: true
        case .none, .off, .crashed: false
        }
    }
}
