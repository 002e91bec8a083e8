import Libvirt
import StrataAPI
public import StrataDriverKit

extension LibvirtDriver: Screenshotting, ScreenAttaching {
    /// See ``Screenshotting/screenshot(_:)``.
    public func screenshot(_ id: NativeID) async throws(DriverError) -> [UInt8] {
        let attempt = "take a screenshot of"
        try require(.screenshot)
        let connection = try await running(id, attempt)
        do {
            let (type, bytes) = try await connection.screenshot(.name(id.text))
            if bytes.starts(with: PNG.signature) { return bytes }
            guard let picture = PixelMap(parsing: bytes) else {
                throw DriverError.failed(
                    .init(attempt, id.text, answer: "the picture is \(type.printable(limit: 60)), which cannot be read"))
            }
            return PNG.encode(picture)
        } catch let error as LibvirtError {
            // Without a screen, QEMU has nothing to show.
            if "\(error)".contains("no screen") || "\(error)".contains("no graphic") || "\(error)".contains("no video") {
                throw Self.noScreen(id, attempt)
            }
            throw DriverError(error, attempt, id.text)
        } catch let error as DriverError {
            throw error
        } catch {
            throw .cancelled
        }
    }

    /// See ``ScreenAttaching/screen(_:)``. The daemon hands over a socket, which only one on this machine can.
    public func screen(_ id: NativeID) async throws(DriverError) -> CommandSession {
        let attempt = "attach to the screen of"
        if case .no(let why) = screenSupport { throw .unavailable(.screen, because: why) }
        let connection = try await running(id, attempt)
        let (_, document) = try await existing(id, attempt)
        let screen = DomainCard(document).screen
        guard !screen.isEmpty else { throw Self.noScreen(id, attempt) }
        guard screen == "vnc" else {
            throw .refused(
                .init(
                    attempt, id.text, answer: "its screen speaks \(screen.printable(limit: 20)), not RFB",
                    hint: "Give it <graphics type='vnc'> with virsh edit"))
        }
        let descriptor = try await translating(attempt, id.text) { () throws(LibvirtError) in
            try await connection.openScreen(.name(id.text))
        }
        return CommandSession.over(socket: descriptor, name: "the screen of \(id.text)")
    }

    /// Whether the daemon can hand sockets over.
    var screenSupport: Support {
        if let why = limits.obstacle(.screen) { return .no(why) }
        return machine.isLocal && isReachable ? .yes : .no("libvirt hands a screen over to programs on its own machine only")
    }

    private static func noScreen(_ id: NativeID, _ attempt: String) -> DriverError {
        .refused(
            .init(
                attempt, id.text, answer: "the machine has no screen",
                hint: "Set spec.stack.libvirt.display to standard when it is made"))
    }
}
