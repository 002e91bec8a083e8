import StrataAPI
import StrataDriverKit

/// Makes sure that what came from another host is a machine's files and nothing else: a host that was taken over must not reach into this one.
struct ArrivalCheck: Sendable {
    let place: Place
    /// The machine, for messages.
    let name: String

    /// - Throws: ``DriverError/refused(_:)`` for what is neither file nor directory, and for disks that begin in files elsewhere.
    func check(_ directory: String) async throws(DriverError) {
        let strange = try await place.check(
            Command("find", directory, "!", "-type", "f", "!", "-type", "d", "-print", "-quit"), "look at what came of", name)
        guard strange.output.isEmpty else { throw refusal("it holds something that is neither a file nor a directory") }
        // What is smaller has no room for a disk's header.
        let files = try await place.check(
            Command("find", directory, "-type", "f", "-size", "+71c", "!", "-name", "*.json", "!", "-name", "*.log*", "-print0"),
            "look at what came of", name)
        for file in files.output.split(separator: 0) { try await check(file: String(decoding: file, as: UTF8.self), in: directory) }
    }

    private func check(file: String, in directory: String) async throws(DriverError) {
        let head = try await place.check(Command("head", "-c", "4", "--", file), "look at what came of", name).output
        guard head == [0x51, 0x46, 0x49, 0xFB] else { return }
        let info = try await place.check(
            Command("qemu-img", "info", "-U", "-f", "qcow2", "--output=json", file), "look at the disk of", name)
        guard let json = try? JSONValue(parsing: info.output) else { throw refusal("its disk \(file) cannot be understood") }
        guard Self.isHarmless(json) else { throw refusal("its disk \(file.dropFirst(directory.count + 1)) names files elsewhere") }
    }

    /// Whether a disk names nothing but a file beside it, by what `qemu-img info` says.
    static func isHarmless(_ info: JSONValue) -> Bool {
        guard info["format"] == "qcow2", info["format-specific"]?["data"]?["data-file"] == nil else { return false }
        guard let backing = info["backing-filename"]?.string else { return true }
        return !backing.contains("/") && !backing.hasPrefix(".") && PlainPath.accepts("/\(backing)", limit: 255)
    }

    private func refusal(_ answer: String) -> DriverError { .refused(.init("move", name, answer: answer)) }
}
