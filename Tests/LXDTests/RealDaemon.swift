import Foundation
import LXD
import StrataAPI
import Testing

/// Debian's LXD in a directory of its own, with a pool of kind `dir` and no image.
enum RealDaemon {
    static func run(_ body: (_ client: LXDClient) async throws -> Void) async throws {
        var template = Array("/tmp/strata-lxd-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        let environment = ProcessInfo.processInfo.environment.merging(["LXD_DIR": directory, "HOME": directory]) { $1 }
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let daemon = try start(["lxd", "--group", "root"], environment)
        let result: Result<Void, any Error>
        do {
            try #require(finish(["lxd", "waitready", "--timeout=30"], environment) == 0)
            let client = LXDClient(socket: "\(directory)/unix.socket")
            _ = try await client.perform(.post, "/1.0/storage-pools", ["name": "default", "driver": "dir"])
            result = .success(try await body(client))
        } catch {
            result = .failure(error)
        }
        let isDown = try finish(["lxd", "shutdown", "--timeout", "10"], environment) == 0
        if !isDown { daemon.terminate() }
        daemon.waitUntilExit()
        let mounts = try String(contentsOfFile: "/proc/self/mounts", encoding: .utf8).split(separator: "\n")
            .map { String($0.split(separator: " ")[1]) }.filter { $0.hasPrefix("\(directory)/") }
        for mount in mounts.sorted().reversed() { _ = umount2(mount, Int32(MNT_DETACH)) }
        try result.get()
        #expect(isDown)
    }

    private static func start(_ command: [String], _ environment: [String: String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.environment = environment
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private static func finish(_ command: [String], _ environment: [String: String]) throws -> Int32 {
        let process = try start(command, environment)
        process.waitUntilExit()
        return process.terminationStatus
    }
}
