import Glibc
import Logging
import StrataStore

/// Writes to a store until it is killed, and says each write that was acknowledged: one line `KEY REVISION` on stdout.
///
/// Started by tests as `store-crash-writer DIR ROUND WRITERS`. Each writer goes through its own keys in order: `r<ROUND>/w<WRITER>/<NUMBER>`,
/// the value being the key repeated to about 1.5 KB; every third write also updates the key before it.
@main
struct StoreCrashWriter {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let round = Int(arguments[2]), let writers = Int(arguments[3]) else {
            throw Usage()
        }
        let store = try SQLiteStore(
            directory: arguments[1], retention: RetentionPolicy(keep: 50, minimumAge: .zero, ceiling: 50, interval: .milliseconds(20)),
            logger: Logger(label: "store-crash-writer"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await store.run() }
            for writer in 0..<writers {
                group.addTask { try await write(to: store, round: round, writer: writer) }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    struct Usage: Error {}

    private static func write(to store: SQLiteStore, round: Int, writer: Int) async throws {
        var last: Entry?
        for number in 0... {
            let key = "r\(round)/w\(writer)/\(number)"
            let entry = try await store.create(key, value: value(key))
            acknowledge(entry)
            if let last, number % 3 == 0 {
                acknowledge(try await store.update(last.key, value: value(last.key), expecting: last.modified))
            }
            last = entry
        }
    }

    private static func value(_ key: String) -> [UInt8] {
        Array(String(repeating: key + ";", count: 1_500 / key.utf8.count).utf8)
    }

    /// One write(2) per line, so that a kill leaves at most whole lines of acknowledged writes.
    private static func acknowledge(_ entry: Entry) {
        let line = Array("\(entry.key) \(entry.modified)\n".utf8)
        _ = Glibc.write(STDOUT_FILENO, line, line.count)
    }
}
