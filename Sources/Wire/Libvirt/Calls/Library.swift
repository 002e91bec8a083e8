internal import CLibvirt

/// libvirt's functions, loaded into this process.
///
/// Unchecked, since the table behind the pointer is written once, before anybody has it, and lives as long as the process; the functions may be called
/// from any thread (libvirt, "Threading").
struct Library: @unchecked Sendable {
    let functions: UnsafePointer<strata_libvirt>

    /// - Throws: ``LibvirtError/libraryMissing(_:)`` with the package that helps.
    static func load() throws(LibvirtError) -> Library {
        var why: UnsafePointer<CChar>?
        guard let functions = withUnsafeMutablePointer(to: &why, { strata_libvirt_load($0) }) else {
            let reason = why.map { String(cString: $0) } ?? ""
            throw .libraryMissing("\(reason); the Debian package is libvirt0")
        }
        return Library(functions: functions)
    }

    /// What libvirt said last on this thread.
    func lastError() -> LibvirtError {
        guard let error = functions.pointee.virGetLastError() else { return .malformed("libvirt failed without a word") }
        // What a program that libvirt ran said may be several lines.
        let words = error.pointee.message.map { String(cString: $0) } ?? "error \(error.pointee.code)"
        let message = words.split(whereSeparator: \.isNewline).joined(separator: " ")
        return .refused(code: UInt32(bitPattern: error.pointee.code), part: UInt32(bitPattern: error.pointee.domain), message: message)
    }
}
