import StrataClient

extension LocalFile {
    /// The bytes of a file that was named on the command line, 1 MiB at most.
    static func contents(_ path: String) throws(CommandFailure) -> [UInt8] {
        do throws(LocalFileError) {
            return try read(path, limit: 1 << 20)
        } catch {
            throw CommandFailure("cannot read \(path)", cause: error.reason)
        }
    }
}
