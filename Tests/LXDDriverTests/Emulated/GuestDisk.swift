import StrataAPI
import StrataDriverKit
import StrataImages

/// The disk of a guest: the image `tiny`, as one program that a UEFI starts. Kept beside the machine's parts.
enum GuestDisk {
    static func make(_ parts: String, _ repository: String) async throws -> StoredImage {
        let local = LocalMachine()
        let path = "\(parts)/guest.qcow2"
        if try await !local.exists(path) {
            let tiny = try await ImageLibrary(directory: "\(parts)/library").prepare(source: "tiny")
            let script = #"""
                set -e; mkdir -p "$1/guest"; tar -C "$1/guest" -xf "$2"
                "$3/tools/lxd-lab/guest-disk" "$1/linuxx64.efi.stub" "$1/guest/kernel" "$1/guest/initrd" "$1/guest.partial"
                mv "$1/guest.partial" "$1/guest.qcow2"
                """#
            try await local.check(
                Command(executable: "sh", arguments: ["-c", script, "sh", parts, tiny.path, repository], deadline: .seconds(120)))
        }
        let sum = try await local.check(Command("sha256sum", path)).text.prefix(64)
        return StoredImage(
            digest: "sha256:\(sum)", path: path, form: .qcow2, size: 1, type: .virtualMachine, architecture: "x86_64", command: [],
            stopSignal: "")
    }
}
