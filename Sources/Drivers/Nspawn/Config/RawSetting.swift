import StrataAPI
import StrataLinuxHost

/// One setting that a user gives in systemd's own words: `Files.TemporaryFileSystem=/var/cache`.
struct RawSetting: Sendable, Equatable {
    var section: String
    var key: String
    var value: String

    init?(_ text: String) {
        guard let equals = text.firstIndex(of: "="), let dot = text[..<equals].firstIndex(of: ".") else { return nil }
        section = text[..<dot].trimmed
        key = text[text.index(after: dot)..<equals].trimmed
        value = text[text.index(after: equals)...].trimmed
    }

    /// Why a text cannot stand; nil when it can.
    static func problem(with text: String) -> String? {
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            return "must not hold control characters"
        }
        guard let setting = RawSetting(text), ["Exec", "Files", "Network"].contains(setting.section), !setting.key.isEmpty,
            setting.key.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) })
        else { return "must be SECTION.KEY=VALUE with a section of systemd.nspawn(5): Exec, Files or Network" }
        guard !text.hasSuffix("\\") else { return "must not end with a backslash, which would take in the next line" }
        guard !own.contains("\(setting.section).\(setting.key)") else { return "\(setting.section).\(setting.key) is set by Strata" }
        return nil
    }

    /// What Strata sets by other fields.
    static let own: Set<String> = [
        "Exec.Boot", "Exec.Ephemeral", "Exec.Parameters", "Exec.Environment", "Exec.KillSignal", "Exec.PrivateUsers", "Exec.Hostname",
        "Exec.MachineID", "Exec.ResolvConf", "Exec.LinkJournal", "Exec.NotifyReady", "Files.PrivateUsersOwnership",
        "Files.PrivateUsersChown",
        "Network.Private", "Network.VirtualEthernet", "Network.Bridge", "Network.Zone",
    ]

    /// What stays within the machine whatever its value. Everything else may give it something of the host.
    private static let harmless: Set<String> = [
        "Exec.ProcessTwo", "Exec.User", "Exec.WorkingDirectory", "Exec.DropCapability", "Exec.NoNewPrivileges", "Exec.Personality",
        "Exec.Timezone", "Exec.SuppressSync", "Files.ReadOnly", "Files.Volatile", "Files.TemporaryFileSystem", "Files.Inaccessible",
    ]

    /// Whether the setting lets the machine act on the host itself.
    var reachesHost: Bool { !Self.harmless.contains("\(section).\(key)") && !(section == "Exec" && key.hasPrefix("Limit")) }
}
