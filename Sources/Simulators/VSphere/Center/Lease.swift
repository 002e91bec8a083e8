/// Leave to read or write a machine's disks for a while.
struct Lease: Sendable {
    let session: String
    let machine: Ref
    let isExport: Bool
    var state = "initializing"
    var fault: Fault?
    var percent = 0
    /// Seconds since 1970.
    var endsAt: Double
    var disks: [Disk] = []

    struct Disk: Sendable {
        let key: String
        let importKey: String
        let name: String
        let path: DatastorePath
    }
}

extension Center {
    /// How long a lease holds without a word.
    static let leaseSeconds = 300

    func leaseProperty(_ ref: Ref, _ name: String) -> Value? {
        guard let lease = leases[ref.id] else { return nil }
        switch name {
        case "state": return .string(lease.state)
        case "initializeProgress": return .int(lease.state == "initializing" ? 0 : 100)
        case "transferProgress": return .int(lease.percent)
        case "mode": return "pushOrGet"
        case "error": return lease.fault.map { .object($0.localized) }
        case "capabilities":
            return .object(
                DataObject("HttpNfcLeaseCapabilities", ["pullModeSupported": false, "corsSupported": false]))
        case "info":
            guard lease.state == "ready" else { return nil }
            return .object(
                DataObject(
                    "HttpNfcLeaseInfo",
                    [
                        "lease": .ref(ref), "entity": .ref(lease.machine),
                        "deviceUrl": .objects(
                            lease.disks.map { disk in
                                DataObject(
                                    "HttpNfcLeaseDeviceUrl",
                                    [
                                        "key": .string(disk.key), "importKey": .string(disk.importKey),
                                        "url": .string(
                                            "https://*\(address.contains(":") ? ":\(address.split(separator: ":").last ?? "")" : "")/nfc/\(ref.id)/\(disk.name)"
                                        ),
                                        "sslThumbprint": .string(thumbprints.sha1), "disk": true, "targetId": .string(disk.name),
                                        "fileSize": .long(file(disk.path)?.size ?? 0),
                                    ])
                            }),
                        "totalDiskCapacityInKB": .long(lease.disks.reduce(0) { $0 + (file($1.path)?.capacity ?? 0) } >> 10),
                        "leaseTimeout": .int(Self.leaseSeconds),
                    ]))
        default: return nil
        }
    }
}
