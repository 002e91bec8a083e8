import StrataAPI
public import StrataDriverKit

extension QEMUDriver: Screenshotting, ScreenAttaching, Resetting {
    /// See ``Screenshotting/screenshot(_:)``.
    public func screenshot(_ id: NativeID) async throws(DriverError) -> [UInt8] {
        let attempt = "take a screenshot of"
        try await checkScreen(id, attempt)
        let monitor = try await runningMonitor(id, attempt)
        // QEMU writes it to a file, in a directory that nobody else uses.
        let uid = UID.random()
        try Workshop.enter(uid, attempt, id.text)
        defer { Workshop.leave(uid) }
        let bench = Workshop.bench(of: uid, in: path)
        try await place.makeDirectory(bench, mode: 0o700, attempt, id.text)
        do throws(DriverError) {
            let file = "\(bench)/screen.png"
            try await ask(monitor, "screendump", id, attempt, ["filename": .string(file), "format": "png"])
            let picture = try await place.read(file, attempt, id.text, limit: 64 << 20)
            try await place.remove(bench, attempt, id.text)
            guard let picture, !picture.isEmpty else { throw DriverError.failed(.init(attempt, id.text, answer: "QEMU wrote no picture")) }
            return picture
        } catch {
            try? await place.remove(bench, attempt, id.text)
            throw error
        }
    }

    /// See ``ScreenAttaching/screen(_:)``.
    public func screen(_ id: NativeID) async throws(DriverError) -> CommandSession {
        let attempt = "attach to the screen of"
        try await checkScreen(id, attempt)
        do throws(TransportError) {
            return try await machine.connect(toSocket: directory(id.text).screen)
        } catch {
            throw DriverError(error, attempt, id.text)
        }
    }

    private func checkScreen(_ id: NativeID, _ attempt: String) async throws(DriverError) {
        let definition = try await existing(id, attempt)
        guard let process = try await process(definition, attempt) else {
            throw .refused(.init(attempt, id.text, answer: "the machine is not running", hint: "Start it first"))
        }
        guard process.hasScreen else {
            throw .refused(
                .init(
                    attempt, id.text, answer: "the machine has no screen",
                    hint: "Set spec.stack.\(Self.stack).display to standard, and restart it"))
        }
    }

    /// See ``Resetting/reset(_:)``.
    public func reset(_ id: NativeID) async throws(DriverError) {
        let monitor = try await runningMonitor(id, "reset")
        guard try await existing(id, "reset").memoryState.isEmpty else {
            throw .refused(
                .init("reset", id.text, answer: "the machine is being suspended, or comes back from that", hint: "Try again later"))
        }
        try await ask(monitor, "system_reset", id, "reset")
    }
}
