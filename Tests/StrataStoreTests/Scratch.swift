import Glibc
import Logging
import StrataStore
import Testing

extension Tag {
    /// Needs root: mounts file systems.
    @Tag static var host: Self
}

/// A directory of its own for one test, removed afterwards.
struct Scratch: ~Copyable {
    let path: String

    init() throws {
        var template = Array("/tmp/strata-store-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemFailure(call: "mkdtemp") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        removeTree(path)
    }

    /// The size of a file in the directory; 0 if it is not there.
    func size(of name: String) -> Int {
        var status = stat()
        return stat(path + "/" + name, &status) == 0 ? Int(status.st_size) : 0
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0, Glibc.write(file, bytes, bytes.count) == bytes.count else { throw SystemFailure(call: "write") }
        close(file)
    }

    func read(_ name: String) throws -> [UInt8] {
        let file = open(path + "/" + name, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SystemFailure(call: "open") }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: size(of: name))
        guard Glibc.read(file, &bytes, bytes.count) == bytes.count else { throw SystemFailure(call: "read") }
        return bytes
    }
}

struct SystemFailure: Error, CustomStringConvertible {
    var description: String

    init(call: String) {
        description = "\(call): \(String(cString: strerror(errno)))"
    }
}

private func removeTree(_ path: String) {
    if unlink(path) == 0 { return }
    guard let directory = opendir(path) else { return }
    while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
        if name != ".", name != ".." { removeTree(path + "/" + name) }
    }
    closedir(directory)
    rmdir(path)
}

/// Opens the store of a directory, silently.
func openStore(
    _ directory: String, retention: RetentionPolicy = RetentionPolicy(), followerLimit: Int = 4_096
) throws(StoreError) -> SQLiteStore {
    try SQLiteStore(
        directory: directory, retention: retention, followerLimit: followerLimit,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
}

/// Runs a test on a new, empty store.
func withStore(
    followerLimit: Int = 4_096, retention: RetentionPolicy = RetentionPolicy(), _ body: (SQLiteStore) async throws -> Void
) async throws {
    let scratch = try Scratch()
    let store = try openStore(scratch.path, retention: retention, followerLimit: followerLimit)
    do {
        try await body(store)
    } catch {
        await store.close()
        throw error
    }
    await store.close()
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Pseudo-random numbers that a failing test can repeat.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
