import StrataDriverKit

/// The modules of an unpacked kernel package.
struct KernelModules: Sendable {
    /// The files by the modules' names.
    private let files: [String: String]
    private let packages: PackageFiles

    /// Finds the modules below a directory.
    init(below directory: String, _ packages: PackageFiles) async throws(ImageError) {
        let found = try await packages.run(Command("find", directory, "-type", "f", "-name", "*.ko*"))
        var files: [String: String] = [:]
        for path in found.text.split(separator: "\n") {
            let file = path.split(separator: "/").last ?? ""
            files[Self.normalized(file.prefix { $0 != "." })] = String(path)
        }
        self.files = files
        self.packages = packages
    }

    /// The modules and all that they need, in an order in which they can be loaded. A name without a module is built into the kernel and left out.
    func load(_ names: [String]) async throws(ImageError) -> [(name: String, content: [UInt8])] {
        var loaded: [(name: String, content: [UInt8])] = []
        var visited: Set<String> = []
        var pending = names.reversed().map { (name: Self.normalized($0[...]), content: [UInt8]?.none) }
        while let next = pending.popLast() {
            if let content = next.content {
                loaded.append((next.name, content))
                continue
            }
            guard visited.insert(next.name).inserted, let path = files[next.name] else { continue }
            let content = try await content(of: path)
            pending.append((next.name, content))
            pending += Self.dependencies(content).map { ($0, nil) }
        }
        return loaded
    }

    private func content(of path: String) async throws(ImageError) -> [UInt8] {
        if path.hasSuffix(".ko.xz") {
            var command = Command("xz", "--decompress", "--stdout", path)
            command.outputLimit = 32 << 20
            return try await packages.run(command).output
        }
        guard path.hasSuffix(".ko"), let content = try await packages.read(path) else {
            throw .buildFailed(source: packages.source, answer: "\(path) is packed in a way that is not known", hint: "")
        }
        return content
    }

    /// What a module says it needs: `depends=a,b` among the strings of its section `.modinfo` (Linux, include/linux/module.h).
    static func dependencies(_ module: [UInt8]) -> [String] {
        let key = Array("\0depends=".utf8)
        guard module.count >= key.count else { return [] }
        var start = module.startIndex
        while let zero = module[start...].firstIndex(of: 0) {
            if module[zero...].starts(with: key) {
                let text = String(decoding: module[(zero + key.count)...].prefix(1024).prefix { $0 != 0 }, as: UTF8.self)
                return text.split(separator: ",").map { normalized($0) }
            }
            start = zero + 1
        }
        return []
    }

    /// '-' and '_' are the same in modules' names (modprobe(8)).
    private static func normalized(_ name: Substring) -> String { String(name.map { $0 == "-" ? "_" : $0 }) }
}
