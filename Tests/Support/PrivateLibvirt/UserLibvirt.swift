import Glibc
import StrataDriverKit

/// A daemon of libvirt's that runs as a user without rights, as `qemu:///session` has it, with everything below one directory.
public final class UserLibvirt: Sendable {
    public let directory: String
    private let session: CommandSession

    /// How to reach it.
    public var uri: String { "qemu+unix:///session?socket=\(directory)/run/libvirt/libvirt-sock" }

    /// nobody's number.
    private static let user: uid_t = 65_534

    private init(_ directory: String, _ session: CommandSession) { (self.directory, self.session) = (directory, session) }

    /// Starts one, and returns once it answers.
    public static func start(in directory: String) async throws -> UserLibvirt {
        let machine = LocalMachine()
        for part in ["run", "home", "pool"] {
            try await machine.makeDirectory("\(directory)/\(part)")
            guard chown("\(directory)/\(part)", user, user) == 0 else {
                throw PrivateLibvirt.Failure(description: "\(directory)/\(part) cannot be given away")
            }
        }
        let session = try await machine.open(
            Command(
                "setpriv", "--reuid=\(user)", "--regid=\(user)", "--clear-groups", "env", "-C", directory, "HOME=\(directory)/home",
                "XDG_RUNTIME_DIR=\(directory)/run", "libvirtd", "--pid-file", "\(directory)/run/daemon.pid"))
        let drain = Task { for try await _ in session.output {} }
        let end = ContinuousClock.now + .seconds(60)
        while true {
            if let answer = try? await machine.connect(toSocket: "\(directory)/run/libvirt/libvirt-sock") {
                await answer.terminate()
                return UserLibvirt(directory, session)
            }
            guard ContinuousClock.now < end else {
                drain.cancel()
                await session.terminate()
                throw PrivateLibvirt.Failure(description: "libvirtd does not listen")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Ends the daemon. Its domains are the caller's to end before, and the files to remove after.
    public func stop() async { await session.terminate() }
}
