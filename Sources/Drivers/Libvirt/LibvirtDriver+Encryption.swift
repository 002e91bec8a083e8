import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

extension LibvirtDriver {
    /// Makes the key of a plan's machine; nil where its disk is not to be encrypted.
    func key(
        for plan: MachinePlan, _ pool: StoragePool, _ connection: LibvirtConnection, _ attempt: String
    ) async throws(DriverError) -> DiskKey? {
        guard plan.options.encryption == .luks else { return nil }
        let (uid, name) = (plan.note.uid, plan.note.instance)
        let key = DiskKey(uid)
        try await keep(key, of: "\(pool.path)/\(plan.diskVolume())", whose: "the disk of \(name)", connection, attempt, name)
        return key
    }

    /// Has libvirt keep a new key for a disk that is yet to be made. What an earlier one encrypted is not readable any more.
    func keep(
        _ key: DiskKey, of path: String, whose: String, _ connection: LibvirtConnection, _ attempt: String, _ object: String
    ) async throws(DriverError) {
        do throws(LibvirtError) {
            if let known = try await connection.secret(key.uid.text), !DiskKey.isOurs(known) {
                throw .malformed("a secret of somebody else's has the UUID \(key.uid.text)")
            }
            try await connection.keepSecret(key.definition(of: path, whose: whose), value: DiskKey.draw())
        } catch {
            guard error.code == .noSupport else { throw DriverError(error, attempt, object) }
            throw .refused(
                .init(
                    attempt, object, answer: "libvirt there keeps no secrets, which the key of an encrypted disk is",
                    hint: "Install what does: apt-get install -y libvirt-daemon, or libvirt-daemon-driver-secret since Debian 13"))
        }
    }

    /// Removes a key that Strata made; somebody else's stays.
    func removeKey(_ key: DiskKey, _ connection: LibvirtConnection) async throws(LibvirtError) {
        guard let secret = try await connection.secret(key.uid.text), DiskKey.isOurs(secret) else { return }
        try await connection.deleteSecret(key.uid.text)
    }

    /// Makes or fills an encrypted volume. QEMU's tool first measures how fast a key is derived, by the processor time that it has used; on hosts that count that
    /// coarsely it now and then measures nothing, and gives up with a sentence that says so.
    func withKeyWork<Value>(_ body: () async throws(LibvirtError) -> Value) async throws(LibvirtError) -> Value {
        for _ in 0..<20 {
            do throws(LibvirtError) {
                return try await body()
            } catch {
                guard "\(error)".contains("Unable to get accurate CPU usage") else { throw error }
            }
        }
        return try await body()
    }

    /// Refuses an encrypted disk where there is none, or the key would be seen on its way.
    func requireEncryption(_ order: Order, _ attempt: String) throws(DriverError) {
        let answer: String
        if facts.isSimulator || !facts.canCreate {
            answer = "machines of \(facts.info.type) have no disks that could be encrypted"
        } else if options.uri.prefix(while: { $0 != ":" }).hasSuffix("+tcp") {
            answer = "the key of an encrypted disk would go to libvirt unencrypted, by \(options.uri)"
        } else {
            return
        }
        throw .refused(
            .init(attempt, order.name.name, answer: answer, hint: "Leave spec.stack.libvirt.encryption out, or choose another site"))
    }

    /// Refuses to encrypt a disk that is there, or to decrypt one: libvirt does neither.
    func requireSameEncryption(_ card: DomainCard, _ note: OwnerNote, _ attempt: String) throws(DriverError) {
        guard let wanted = note.options?.encryption else { return }
        let (had, isEncrypted) = (card.note?.options?.encryption ?? .none, !card.encryptedDisks.isEmpty)
        guard wanted == .luks ? !isEncrypted : had == .luks else { return }
        throw .refused(
            .init(
                attempt, card.name,
                answer: "its disk is \(isEncrypted ? "" : "not ")encrypted, which stays so for as long as it is there",
                hint: isEncrypted
                    ? "Set spec.stack.libvirt.encryption back to luks" : "Clone it with spec.stack.libvirt.encryption: luks"))
    }

    /// Refuses copies of encrypted disks that would not be, and those whose keys libvirt could not find: it knows one disk of each key.
    func requireKey(
        _ encryption: MachineOptions.Encryption, for encrypted: Int, of count: Int, _ attempt: String, _ object: String
    ) throws(DriverError) {
        if encrypted > 0, encryption == .none {
            throw .refused(
                .init(
                    attempt, object, answer: "what it is a copy of is encrypted, and the copy would not be",
                    hint: "Set spec.stack.libvirt.encryption to luks"))
        }
        if encryption == .luks, count > 1 {
            throw .refused(.init(attempt, object, answer: "\(count) disks would have one key, and libvirt knows one disk of each"))
        }
    }

    /// Refuses what would leave the content of encrypted disks readable, or what QEMU cannot do with them.
    func requireOpen(_ card: DomainCard, _ attempt: String, because why: String, hint: String) throws(DriverError) {
        guard let disk = card.encryptedDisks.first else { return }
        throw .refused(
            .init(attempt, card.name, answer: "its disk \(disk.target.printable(limit: 20)) is encrypted, and \(why)", hint: hint))
    }
}
