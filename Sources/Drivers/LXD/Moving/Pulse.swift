import StrataAPI
import StrataDriverKit
import Synchronization

/// Tells how far a disk was carried, from what an operation of the daemon's says of itself.
final class Pulse: Sendable {
    private let size: Int64
    private let report: @Sendable (MoveProgress) -> Void
    private let done = Mutex<Int64>(0)

    /// - Parameter size: how much there is to carry, in bytes; zero where that is not known.
    init(_ size: Int64, _ report: @escaping @Sendable (MoveProgress) -> Void) {
        self.size = size
        self.report = report
    }

    /// Takes in an operation. Some tell no figure: that the daemon still works on it is then all there is to tell, a byte at a time.
    func beat(_ operation: JSONValue) {
        let told = operation["metadata"]?.object?.first { $0.key.hasSuffix("fs_progress") }?.value.string.flatMap(Self.bytes)
        let now = done.withLock { done in
            done = max(done + 1, told ?? 0)
            return done
        }
        report(MoveProgress(done: now, left: max(0, size - now), part: "disk"))
    }

    /// `web: 47.19MB (23.59MB/s)`
    static func bytes(_ text: String) -> Int64? {
        guard let word = text.split(separator: " ").dropFirst().first(where: { $0.first?.isNumber == true }) else { return nil }
        let digits = word.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let number = Double(digits), number.isFinite, let unit = MachineLimits.bytes("1\(word.dropFirst(digits.count))") else {
            return nil
        }
        return Int64(exactly: (number * Double(unit)).rounded())
    }
}
