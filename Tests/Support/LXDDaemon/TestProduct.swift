import Foundation

/// Whose daemon tests run: LXD, as this machine has it, or Incus, as `tools/test-incus` has put it into a directory.
public struct TestProduct: Sendable {
    /// `lxd` or `incus`, as the daemon calls itself.
    public let name: String
    /// The directory that its programs take for the root; nil for this machine's.
    let root: String?
    /// Its daemon, and what there is to tell it always.
    let daemon: [String]
    /// The variable that names its directory.
    let directoryVariable: String
    /// Its own client.
    let client: String
    /// The client's words that have the daemon let in one more, whose name follows, and print the token for that.
    let trust: [String]

    private init(_ name: String, root: String?, daemon: String, directoryVariable: String, client: String, trust: [String]) {
        self.name = name
        self.root = root
        self.daemon = [daemon, "--group", "root"]
        self.directoryVariable = directoryVariable
        self.client = client
        self.trust = trust
    }

    private static let lxd = TestProduct(
        "lxd", root: nil, daemon: "lxd", directoryVariable: "LXD_DIR", client: "lxc", trust: ["config", "trust", "add", "--name"])

    private static let incus = TestProduct(
        "incus", root: "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/.build-tools/incus/root",
        daemon: "/usr/libexec/incus/incusd", directoryVariable: "INCUS_DIR", client: "incus", trust: ["config", "trust", "add"])

    /// LXD, unless `STRATA_LXD_DAEMON=incus` says otherwise.
    public static let current = ProcessInfo.processInfo.environment["STRATA_LXD_DAEMON"] == "incus" ? incus : lxd
}
