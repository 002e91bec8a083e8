import Glibc
import StrataDriverKit

/// A daemon of libvirt's that runs as a user without rights, as `qemu:///session` has it, with everything below one directory.
public final class UserLibvirt: Sendable {
    public let directory: String
    private let session: CommandSession

    /// How to reach it.
    public var uri: String { "qemu+unix:///session?socket=\(directory)/run/libvirt/libvirt-sock" }

    /// Arguments: the directory, the user.
    private static let script = #"""
        set -e
        for emulator in /usr/bin/qemu-system-*; do
            case $emulator in */qemu-system-x86_64) ;; *) mount --bind /dev/null "$emulator";; esac
        done
        cd "$1"
        export HOME="$1" XDG_CONFIG_HOME="$1/c" XDG_CACHE_HOME="$1/c" XDG_RUNTIME_DIR="$1/run"
        exec setpriv --reuid="$2" --regid="$2" --clear-groups libvirtd --pid-file "$1/run/daemon.pid"
        """#

    /// nobody's number.
    private static let user: uid_t = 65_534

    private init(_ directory: String, _ session: CommandSession) { (self.directory, self.session) = (directory, session) }

    /// Starts one, and returns once it answers.
    public static func start(in directory: String) async throws -> UserLibvirt {
        let machine = LocalMachine()
        // Short names: libvirt makes sockets far below.
        for part in ["run", "c", "pool"] {
            try await machine.makeDirectory("\(directory)/\(part)")
            guard chown("\(directory)/\(part)", user, user) == 0 else {
                throw PrivateLibvirt.Failure(description: "\(directory)/\(part) cannot be given away")
            }
        }
        let session = try await machine.open(
            Command("unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", directory, "\(user)"))
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
