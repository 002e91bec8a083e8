internal import CLibvirt

/// A stream of libvirt's, for bytes to or from a domain or volume.
///
/// Unchecked, since it is a pointer to what libvirt locks by itself, and is let go of when the last reference goes.
final class StreamPointer: @unchecked Sendable {
    let value: virStreamPtr
    private let library: Library

    init(_ caller: Caller, flags: UInt32 = 0) throws(LibvirtError) {
        library = caller.library
        value = try caller.check(caller.api.virStreamNew(caller.connection, flags))
    }

    deinit { _ = library.functions.pointee.virStreamFree(value) }
}
