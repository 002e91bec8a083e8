import Glibc

/// Names of CPU architectures, as Debian has them.
enum Architecture {
    /// This machine's.
    static let machine: String = {
        var names = utsname()
        uname(&names)
        let name = withUnsafeBytes(of: names.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return normalized(name)
    }()

    /// The kernel's name of an architecture turned into Debian's; any other name as it is.
    static func normalized(_ name: String) -> String {
        let names = [
            "x86_64": "amd64", "aarch64": "arm64", "i386": "i386", "i686": "i386", "armv7l": "armhf", "ppc64le": "ppc64el",
            "mips64": "mips64el",
        ]
        return names[name] ?? name
    }

    /// Those for which there is a `tiny`.
    static let virtual = ["amd64", "arm64", "ppc64el", "riscv64", "s390x"]
}
