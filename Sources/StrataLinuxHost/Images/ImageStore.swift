package import StrataDriverKit

/// Unpacked images on a site's machine: one directory tree per digest and set of ids, which all containers made from it share.
///
/// ```
///   DIRECTORY/sha256-DIGEST/KEY/lock      taken while unpacking; a process that was killed gives it back
///                              /partial   what is being unpacked, or was when a process was killed
///                              /rootfs    complete, never changed again
/// ```
/// KEY is `host` for containers whose ids are the host's, else the first of the mapped ids.
package struct ImageStore: Sendable {
    let tools: any HostAccess
    package let directory: String
    /// What runs a command as root of a user namespace with a map's ids.
    let entering: @Sendable (IDMap) -> [String]
    /// The most bytes an image may unpack to, which stops archives made to fill disks.
    package var limit = 32 << 30

    package init(tools: any HostAccess, directory: String, entering: @escaping @Sendable (IDMap) -> [String]) {
        self.tools = tools
        self.directory = directory
        self.entering = entering
    }

    /// The root file system of an image, unpacked now unless it was before. Safe to call at the same time from several processes.
    package func rootFileSystem(of image: StoredImage, map: IDMap?) async throws(DriverError) -> String {
        let attempt = "unpack the image"
        let (digest, format) = try Self.check(image)
        let home = "\(directory)/sha256-\(digest)"
        let place = "\(home)/\(map.map { "\($0.user)" } ?? "host")"
        let root = "\(place)/rootfs"
        if try await tools.exists(root, attempt, image.digest) { return root }
        try await tools.makeDirectory(directory, mode: 0o711, attempt, image.digest)
        try await tools.makeDirectory(home, mode: 0o711, attempt, image.digest)
        try await tools.makeDirectory(place, mode: 0o710, attempt, image.digest)
        var archive = image.path
        if !tools.machine.isLocal {
            archive = "\(home)/archive\(format.suffix)"
            try await upload(image, to: archive)
        }
        try await unpack(archive, format: format, at: place, map: map, image: image)
        if archive != image.path { try await tools.remove(archive, attempt, image.digest) }
        return root
    }

    /// Refuses an image that cannot be unpacked anywhere, without looking at it.
    @discardableResult
    package static func check(_ image: StoredImage) throws(DriverError) -> (digest: String, format: Format) {
        guard let digest = hexadecimal(image.digest) else {
            throw .refused(.init("unpack the image", image.digest, answer: "the digest is not sha256: and 64 hexadecimal digits"))
        }
        guard let format = format(of: image.path) else {
            throw .refused(
                .init(
                    "unpack the image", image.path,
                    answer: "the file's name does not end in .tar, .tar.gz, .tgz, .tar.xz, .tar.zst or .tar.bz2"))
        }
        return (digest, format)
    }

    private func upload(_ image: StoredImage, to path: String) async throws(DriverError) {
        do throws(TransportError) {
            try await tools.machine.upload(image.path, to: path, mode: 0o600, progress: nil)
        } catch {
            throw tools.error(error, "upload the image", image.path)
        }
    }

    /// Arguments: place, archive, program that unpacks, most bytes, user, group; then what runs tar.
    ///
    /// Device nodes are left out: containers get their own /dev, and in a user namespace nobody may make them. tar takes `..` and the
    /// leading slash off names, and makes symbolic links last (tar(1), "Security").
    private static let script = #"""
        set -e; umask 022; cd "$1"; archive=$2 tool=$3 limit=$4 owner=$5:$6; chown "0:$6" .; chmod 710 .; shift 6
        exec 9>lock; flock 9
        if [ -d rootfs ]; then exit 0; fi
        rm -rf partial failed; mkdir partial; chown "$owner" partial; chmod 755 partial
        {
            case $tool in cat) cat <"$archive" ;; *) "$tool" -dc <"$archive" ;; esac || echo "$?" >failed
        } | head -c "$limit" | {
            cd partial
            exec "$@" tar -x -p -f - --numeric-owner --xattrs --xattrs-include=security.capability --xattrs-include='user.*' \
                --anchored --exclude='./dev/*' --exclude='dev/*'
        } && [ ! -e failed ] || {
            code=$?; rm -rf partial
            [ ! -e failed ] || echo "the archive may be damaged, or unpack to more than $limit bytes" >&2
            rm -f failed; exit "$code"
        }
        sync -f partial 2>/dev/null || sync
        mv -T partial rootfs
        """#

    private func unpack(
        _ archive: String, format: Format, at place: String, map: IDMap?, image: StoredImage
    ) async throws(DriverError) {
        var arguments = ["-c", Self.script, "sh", place, archive, format.program, "\(limit)", "\(map?.user ?? 0)", "\(map?.group ?? 0)"]
        if let map { arguments += entering(map) }
        let command = Command(executable: "sh", arguments: arguments, deadline: .seconds(1800), outputLimit: 1 << 20)
        let output = try await tools.run(command, "unpack the image", image.path)
        guard output.succeeded else {
            let said = output.errorText.split(separator: "\n").prefix(5).joined(separator: "; ")
            let hint =
                output.exit == .exited(127) || said.contains("not found")
                ? "Install \(format.package) on that machine" : "Check the image with: tar -tf \(image.path)"
            throw .failed(.init("unpack the image", image.path, answer: said.isEmpty ? "\(output.exit)" : said, hint: hint))
        }
    }

    package struct Format: Sendable {
        var suffix: String
        var program: String
        var package: String
    }

    private static func format(of path: String) -> Format? {
        [
            Format(suffix: ".tar", program: "cat", package: "coreutils"), Format(suffix: ".tar.gz", program: "gzip", package: "gzip"),
            Format(suffix: ".tgz", program: "gzip", package: "gzip"), Format(suffix: ".tar.xz", program: "xz", package: "xz-utils"),
            Format(suffix: ".tar.zst", program: "zstd", package: "zstd"), Format(suffix: ".tar.bz2", program: "bzip2", package: "bzip2"),
        ].first { path.hasSuffix($0.suffix) }
    }

    private static func hexadecimal(_ digest: String) -> String? {
        guard digest.hasPrefix("sha256:") else { return nil }
        let digits = digest.dropFirst(7)
        let isValid =
            digits.utf8.count == 64
            && digits.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
        return isValid ? String(digits) : nil
    }
}
