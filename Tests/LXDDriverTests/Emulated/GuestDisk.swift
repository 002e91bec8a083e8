import StrataAPI
import StrataDriverKit
import StrataImages

/// The disk of a guest: the image `tiny` with the machine's kernel and the daemon's agent, which a UEFI starts, and a BIOS. Kept beside the machine's parts.
enum GuestDisk {
    static func make(_ parts: String, _ repository: String) async throws -> StoredImage {
        let local = LocalMachine()
        let path = "\(parts)/guest.qcow2"
        let tiny = try await ImageLibrary(directory: "\(parts)/library").prepare(source: "tiny")
        try await local.check(
            Command(executable: "\(repository)/tools/lxd-lab/guest-disk", arguments: [parts, tiny.path], deadline: .seconds(120)))
        let sum = try await local.check(Command("sha256sum", path)).text.prefix(64)
        return StoredImage(
            digest: "sha256:\(sum)", path: path, form: .qcow2, size: 1, type: .virtualMachine, architecture: "x86_64", command: [],
            stopSignal: "")
    }
}
