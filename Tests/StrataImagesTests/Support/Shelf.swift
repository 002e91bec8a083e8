import Glibc
import StrataDriverKit
import Testing

@testable import StrataImages

/// A directory for one test: a library in it, and files to import.
struct Shelf {
    let path: String
    var directory: String { "\(path)/library" }
    let machine = LocalMachine()

    /// Makes the directory, lets the test use it, and removes it however the test ends.
    static func use(_ body: (Shelf) async throws -> Void) async throws {
        let shelf = Shelf(path: "/tmp/strata-images-\(String(UInt64.random(in: .min ... .max), radix: 16))")
        try await shelf.machine.makeDirectory(shelf.path)
        do {
            try await body(shelf)
        } catch {
            try await shelf.machine.remove(shelf.path)
            throw error
        }
        try await shelf.machine.remove(shelf.path)
    }

    func library(_ machine: any Machine = LocalMachine(), limits: ImageLimits = ImageLimits()) async throws -> ImageLibrary {
        try await ImageLibrary(directory: directory, machine: machine, limits: limits)
    }

    /// Puts a file on the shelf and returns its path.
    func put(_ name: String, _ bytes: [UInt8]) async throws -> String {
        try await machine.write("\(path)/\(name)", bytes)
        return "\(path)/\(name)"
    }

    /// A tarball of a system so small that it has only a shell, and no use.
    static func system(_ mark: String = "") -> [UInt8] {
        var tar = TarImage()
        tar.addDirectory("bin")
        tar.addFile("bin/sh", mode: 0o755, Array("#!\(mark)".utf8))
        tar.addSymbolicLink("lib", to: "/usr/lib")
        tar.finish()
        return tar.bytes
    }

    /// A tarball with one entry besides a shell, its name, type and link as given and nothing checked.
    static func hostile(_ name: String, type: String = "0", link: String = "", size: Int = 0) -> [UInt8] {
        var tar = TarImage()
        tar.addFile("bin/sh", mode: 0o755, [])
        tar.addSymbolicLink("escape", to: "/etc")
        let offset = tar.bytes.count
        tar.addFile("x", [])
        tar.finish()
        var bytes = tar.bytes
        func put(_ text: String, at start: Int, _ length: Int) {
            for index in 0..<length { bytes[offset + start + index] = 0 }
            for (index, byte) in text.utf8.prefix(length).enumerated() { bytes[offset + start + index] = byte }
        }
        put(name, at: 0, 100)
        put(String(size, radix: 8), at: 124, 12)
        put("        ", at: 148, 8)
        put(type, at: 156, 1)
        put(link, at: 157, 100)
        let sum = bytes[offset..<(offset + 512)].reduce(0) { $0 + Int($1) }
        let digits = String(sum, radix: 8)
        put(String(repeating: "0", count: 6 - digits.count) + digits + "\0 ", at: 148, 8)
        return bytes
    }

    /// The names of everything in the library's directories of blobs, records and work.
    func content() async throws -> [String] {
        var names: [String] = []
        for part in ["blobs/sha256", "images", "work"] {
            names += try await machine.list("\(directory)/\(part)").map { "\(part)/\($0.name)" }
        }
        return names
    }

    /// Waits until something holds, at most a minute.
    func wait(until condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while try await !condition() {
            try #require(ContinuousClock.now < end, "what was waited for did not come about")
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}

extension Tag {
    /// Needs root and the programs that make images.
    @Tag static var host: Self
    /// Takes minutes, or loads packages from a mirror.
    @Tag static var slow: Self
}
