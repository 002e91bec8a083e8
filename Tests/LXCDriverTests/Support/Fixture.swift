import Glibc
import Testing

/// Real output of LXC 5.0.2 and of the kernel beside the tests.
enum Fixture {
    static let names = [
        "lxc-ls", "lxc-info-running", "lxc-info-stopped", "lxc-info-broken", "lxc-monitor", "start-log", "lxc-start-error", "fib_trie",
        "if_inet6",
        "cgroup-hybrid", "mounts-hybrid", "stat",
    ]

    static func text(_ name: String) throws -> String {
        let path = #filePath.split(separator: "/").dropLast(2).map { "/\($0)" }.joined() + "/Fixtures/\(name).txt"
        let stream = try #require(fopen(path, "r"))
        defer { fclose(stream) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, stream)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
