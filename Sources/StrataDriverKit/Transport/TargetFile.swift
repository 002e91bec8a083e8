import Synchronization

/// A file of this machine that is written while it is received, and appears when it is complete.
final class TargetFile: Sendable {
    private let file: Mutex<ReplacementFile?>

    static func open(_ path: String) async throws(TransportError) -> TargetFile {
        try await offTask { () throws(TransportError) in TargetFile(try ReplacementFile(for: path)) }
    }

    private init(_ file: consuming ReplacementFile) {
        self.file = Mutex(file)
    }

    func write(_ bytes: [UInt8]) async throws(TransportError) {
        try await offTask { () throws(TransportError) in
            try self.file.withLock { file throws(TransportError) in try file?.descriptor.write(bytes) }
        }
    }

    func commit(mode: UInt32) async throws(TransportError) {
        try await offTask { () throws(TransportError) in
            guard let file = self.file.withLock({ $0.take() }) else { return }
            try file.commit(mode: mode)
        }
    }
}
