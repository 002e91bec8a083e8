import LXD
import StrataAPI
import StrataDriverKit
import TarStreams

/// An image of Strata's as the daemon takes it: its description in a small archive, and the file as it is (a "split image"), as a form (RFC 7578).
struct ImageForm: Sendable {
    let pieces: [LXDPiece]
    let headers: [(String, String)]
    /// `container` or `virtual-machine`.
    let type: String

    /// The property in which the digest stands.
    static let property = "strata.digest"

    init(_ image: StoredImage, architecture: String) {
        let isDisk = image.form == .qcow2
        type = isDisk ? "virtual-machine" : "container"
        let digest = image.digest.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ":") }
        let plain = architecture.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
        // The same image makes the same archive, so that the daemon knows it again.
        let description = """
            architecture: "\(plain)"
            creation_date: 1
            properties:
              description: "Strata \(digest.prefix(19))"
              \(Self.property): "\(digest)"

            """
        let boundary = "strata-\(digest.suffix(40).filter { $0 != ":" })"
        func head(_ name: String, _ file: String) -> LXDPiece {
            .bytes(
                Array(
                    "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(file)\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                        .utf8))
        }
        pieces = [
            head("metadata", "metadata.tar"), .bytes(SmallArchive.archive("metadata.yaml", Array(description.utf8))),
            .bytes(Array("\r\n".utf8)),
            head(isDisk ? "rootfs.img" : "rootfs", isDisk ? "disk.qcow2" : "rootfs"), .file(image.path),
            .bytes(Array("\r\n--\(boundary)--\r\n".utf8)),
        ]
        headers = [
            ("Content-Type", "multipart/form-data; boundary=\(boundary)"),
            ("X-LXD-properties", "\(Self.property)=\(LXDTarget.encoded(digest))"),
            ("X-Incus-properties", "\(Self.property)=\(LXDTarget.encoded(digest))"),
        ]
    }
}

/// A tar archive of one small file.
enum SmallArchive {
    static func archive(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let size = Int64(content.count)
        return TarWriter.head(TarEntry(.file(size), name, mode: 0o644)) + content + TarWriter.padding(size) + TarWriter.end
    }
}
