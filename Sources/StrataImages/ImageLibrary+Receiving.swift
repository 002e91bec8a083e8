import Glibc
import StrataAPI
public import StrataDriverKit

extension ImageLibrary {
    /// Takes an image that comes as a stream of bytes: a root file system's tarball or a virtual machine's disk, told by its content.
    ///
    /// It is checked as a file is, and in the library only when it was whole and in order.
    /// - Parameters:
    ///   - source: `upload/ID`, under which it is found later.
    ///   - next: the next bytes, nil at the end. It throws where the stream was cut short.
    public func receive(
        source: String, architecture: String = "", next: @Sendable () async throws(ImageError) -> [UInt8]?
    ) async throws(ImageError) -> StoredImage {
        let origin = try ImageSource(source)
        guard case .upload = origin else { throw .invalid("\(source.printable(limit: 120)) is made by the server and not sent to it") }
        let architecture = architecture.isEmpty ? Architecture.machine : Architecture.normalized(architecture)
        let workshop = Workshop(store: store, machine: machine, limits: limits)
        return try await workshop.work { (place) async throws(ImageError) in
            let path = "\(place)/upload"
            try await Self.write(next, to: path, limit: limits.fileSize, directory: directory)
            return try await workshop.importFile(path, as: origin, architecture: architecture, in: place) { _ in }
        }
    }

    private static func write(
        _ next: @Sendable () async throws(ImageError) -> [UInt8]?, to path: String, limit: Int64, directory: String
    ) async throws(ImageError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw ImageError.call(on: path, errno, directory: directory) }
        defer { close(file) }
        var size: Int64 = 0
        while let bytes = try await next() {
            size += Int64(bytes.count)
            guard size <= limit else { throw .tooLarge(path: "what was sent", what: "it has more than the \(limit) bytes allowed") }
            try await offTask { _ throws(ImageError) in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
                    guard count >= 0 || errno == EINTR else { throw ImageError.call(on: path, errno, directory: directory) }
                    rest = rest.dropFirst(max(count, 0))
                }
            }
        }
    }
}
