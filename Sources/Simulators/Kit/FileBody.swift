import Glibc

/// A file that is read piece by piece.
final class FileBody {
    let size: Int
    private let file: UnsafeMutablePointer<FILE>

    /// The file cannot be read.
    struct Failure: Error { let path: String }

    init(_ path: String) throws {
        guard let file = fopen(path, "r") else { throw Failure(path: path) }
        fseek(file, 0, SEEK_END)
        size = ftell(file)
        rewind(file)
        self.file = file
    }

    deinit { fclose(file) }

    /// The next piece; nil at the end.
    func next() throws -> [UInt8]? {
        let piece = [UInt8](unsafeUninitializedCapacity: 256 << 10) { buffer, count in count = fread(buffer.baseAddress, 1, 256 << 10, file)
        }
        return piece.isEmpty ? nil : piece
    }
}
