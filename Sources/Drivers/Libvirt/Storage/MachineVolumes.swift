import StrataAPI

/// What the volumes of machines are called in the pool.
///
/// ```
///   UID.making              since before the first of the others until the domain is there: without a domain, the others are a leftover
///   UID.qcow2, UID.1.qcow2  the machine's own disks
///   UID.seed                what tells cloud-init
///   export-UUID.qcow2       a disk on its way out
/// ```
enum MachineVolumes {
    /// What a machine's volumes begin with.
    static func stem(_ uid: UID) -> String { "\(uid.text)." }

    static func making(_ uid: UID) -> String { stem(uid) + "making" }

    static func disk(_ uid: UID, _ number: Int = 0) -> String { stem(uid) + (number == 0 ? "qcow2" : "\(number).qcow2") }

    static func export(_ uid: UID) -> String { "export-\(uid.text).qcow2" }

    /// The instance that a volume says is just being made; nil for any other volume.
    static func isMaking(_ volume: String) -> UID? {
        guard volume.hasSuffix(".making") else { return nil }
        let uid = UID(String(volume.dropLast(".making".count)))
        return uid.isUUID ? uid : nil
    }

    /// The name of the export that a volume was made for; nil for any other volume.
    static func isExport(_ volume: String) -> UID? {
        guard volume.hasPrefix("export-"), volume.hasSuffix(".qcow2") else { return nil }
        let uid = UID(String(volume.dropFirst("export-".count).dropLast(".qcow2".count)))
        return uid.isUUID ? uid : nil
    }
}
