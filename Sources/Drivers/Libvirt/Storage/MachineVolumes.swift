import StrataAPI

/// What the volumes of machines are called in the pool.
///
/// ```
///   UID.making-HOST         since before the first of the others until the domain is there: without a domain, the others are a leftover;
///                           it names the daemon that makes it, for which alone they are one
///   UID.qcow2, UID.1.qcow2  the machine's own disks
///   luks-UID.qcow2          the same, encrypted: libvirt makes an identifier of QEMU's of the name, which begins with a letter
///   UID.seed                what tells cloud-init
///   export-UUID.qcow2       a disk on its way out
///   probe-UUID              a moment's question whether two daemons have one pool
/// ```
enum MachineVolumes {
    /// What a machine's volumes begin with.
    static func stem(_ uid: UID) -> String { "\(uid.text)." }

    /// - Parameter host: the UUID of the daemon's host.
    static func making(_ uid: UID, at host: String) -> String { stem(uid) + "making-" + host.prefix(8) }

    static func disk(_ uid: UID, _ number: Int = 0, isEncrypted: Bool = false) -> String {
        (isEncrypted ? "luks-" : "") + stem(uid) + (number == 0 ? "qcow2" : "\(number).qcow2")
    }

    /// Whether a volume was made for a machine.
    static func isVolume(_ volume: String, of uid: UID) -> Bool { volume.hasPrefix(stem(uid)) || volume.hasPrefix("luks-" + stem(uid)) }

    static func export(_ uid: UID) -> String { "export-\(uid.text).qcow2" }

    static func probe(_ uid: UID) -> String { "probe-\(uid.text)" }

    /// The instance that a volume says is just being made by a daemon; nil for any other volume.
    static func isMaking(_ volume: String, at host: String) -> UID? {
        let uid = UID(String(volume.prefix(36)))
        return uid.isUUID && volume == making(uid, at: host) ? uid : nil
    }

    /// What a volume was made for that is of use to one call only; nil for any other volume.
    static func isPassing(_ volume: String) -> UID? {
        let uid = UID(String(volume.drop { $0 != "-" }.dropFirst().prefix(36)))
        return uid.isUUID && [export(uid), probe(uid)].contains(volume) ? uid : nil
    }
}
