import Glibc

/// The name of the host that this server runs on.
enum HostName {
    /// What the kernel calls it; empty where that is no text.
    static var own: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(validating: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) ?? ""
    }
}
