public import StrataAPI

/// `spec.stack.<stack>.cloudInit`: what a guest that has cloud-init is told at its first start, beyond host name and network.
public struct CloudInit: Sendable, Equatable {
    /// Whether the machine has a disk with all that.
    public var isOffered = true
    /// cloud-init's user data.
    public var userData = ""
    /// Public keys of SSH's that let log in.
    public var keys: [String] = []
    /// cloud-init's network configuration instead of DHCP.
    public var networkConfig = ""

    public init() {}

    public static let schema = Schema<CloudInit>.object("What cloud-init in the guest is told.", initial: CloudInit()) {
        Field(
            "enabled", \.isOffered, .bool, default: true,
            "Whether a machine that starts from a disk has a second one, named CIDATA, for cloud-init (NoCloud).")
        Field(
            "userData", \.userData, .string(StringRule(length: 0...limit, check: userData)),
            "cloud-init's user data: what begins with #cloud-config, #! or any other mark that it knows.")
        Field(
            "sshAuthorizedKeys", \.keys, .list(.string(StringRule(length: 1...16_384, check: key))),
            "Public keys that let log in as the image's standard user, one line each.")
        Field(
            "networkConfig", \.networkConfig, .string(StringRule(length: 0...limit)),
            "cloud-init's network configuration instead of DHCP on the card of the managed network.")
    }

    /// The longest text, in bytes.
    private static let limit = 65_536

    private static let userData: @Sendable (String) -> String? = { text in
        text.isEmpty || text.hasPrefix("#") || text.lowercased().hasPrefix("content-type:") || text.lowercased().hasPrefix("mime-version:")
            ? nil : "must begin with #cloud-config, #!, or another mark that cloud-init knows"
    }

    private static let key: @Sendable (String) -> String? = { text in
        if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) { return "must be one line" }
        return text.split(separator: " ").count >= 2 ? nil : "must be a public key, such as ssh-ed25519 AAAA… name"
    }
}
