import TestContainers
import Testing

/// Real output of LXC 5.0.2 and of the kernel beside the tests.
enum Fixture {
    static let names = [
        "lxc-ls", "lxc-info-running", "lxc-info-stopped", "lxc-info-broken", "lxc-monitor", "start-log", "lxc-start-error", "fib_trie",
        "if_inet6",
        "cgroup-hybrid", "mounts-hybrid", "stat",
    ]

    static func text(_ name: String) throws -> String {
        let folder = #filePath.split(separator: "/").dropLast(2).map { "/\($0)" }.joined()
        return String(decoding: try Fixtures.bytes(name, beside: folder), as: UTF8.self)
    }
}
