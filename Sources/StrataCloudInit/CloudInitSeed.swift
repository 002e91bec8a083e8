public import StrataAPI

/// What cloud-init finds on a machine's second disk (cloud-init, "NoCloud").
///
/// Everything made here is JSON, which is YAML too and in which no text can be taken for anything but a text.
public struct CloudInitSeed: Sendable {
    /// The instance's identity.
    let uid: UID
    let hostname: String
    let options: CloudInit
    /// The hardware address of the card on the managed network; nil for a machine without one.
    let mac: String?

    public init(uid: UID, hostname: String, options: CloudInit, mac: String?) {
        (self.uid, self.hostname, self.options, self.mac) = (uid, hostname, options, mac)
    }

    /// The disk: a file system of the name that cloud-init looks for.
    public var disk: [UInt8] { FATImage(label: "CIDATA", files: files).bytes }

    var files: [FATImage.File] {
        var files = [FATImage.File("meta-data", metaData), FATImage.File("user-data", userData)]
        if let networkConfig { files.append(FATImage.File("network-config", networkConfig)) }
        return files
    }

    /// Told apart by the instance's UID, so that what is done once is done once per machine and again in a copy.
    public var metaData: [UInt8] {
        var data: JSONValue = ["instance-id": .string(uid.text), "local-hostname": .string(hostname)]
        if !options.keys.isEmpty { data["public-keys"] = .array(options.keys.map { .string($0) }) }
        return data.encoded()
    }

    /// What the guest is to do.
    public var userData: [UInt8] { Array((options.userData.isEmpty ? "#cloud-config\n{}\n" : options.userData).utf8) }

    /// How the guest's cards are set up; nil for what cloud-init does by itself.
    public var networkConfig: [UInt8]? {
        if !options.networkConfig.isEmpty { return Array(options.networkConfig.utf8) }
        guard let mac else { return nil }
        let card: JSONValue = ["match": ["macaddress": .string(mac)], "set-name": "eth0", "dhcp4": true]
        let config: JSONValue = ["version": 2, "ethernets": ["eth0": card]]
        return config.encoded()
    }
}
