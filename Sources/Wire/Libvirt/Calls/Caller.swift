internal import CLibvirt
import Glibc
import XMLDocuments

/// What a call has at hand on its thread: libvirt's functions and the connection. It must not leave the call.
struct Caller {
    let library: Library
    let connection: virConnectPtr

    var api: strata_libvirt { library.functions.pointee }

    /// A result that is negative where the call failed.
    @discardableResult
    func check(_ result: Int32) throws(LibvirtError) -> Int32 {
        guard result >= 0 else { throw library.lastError() }
        return result
    }

    /// A result that is null where the call failed.
    func check<Pointer>(_ result: Pointer?) throws(LibvirtError) -> Pointer {
        guard let result else { throw library.lastError() }
        return result
    }

    /// A function that older libraries lack.
    func young<Function>(_ name: String, _ function: Function?) throws(LibvirtError) -> Function {
        guard let function else { throw .functionMissing(name) }
        return function
    }

    /// Text that libvirt hands over, which is then freed.
    func text(_ result: UnsafeMutablePointer<CChar>?, _ what: String) throws(LibvirtError) -> String {
        let pointer = try check(result)
        defer { free(pointer) }
        guard strlen(pointer) <= XMLElement.definitionLimit else { throw .tooLarge(what, limit: XMLElement.definitionLimit) }
        return String(cString: pointer)
    }

    /// Does something with a domain.
    func domain<Value>(
        _ id: DomainID, _ body: (virDomainPtr) throws(LibvirtError) -> Value
    ) throws(LibvirtError) -> Value {
        let pointer: virDomainPtr =
            switch id {
            case .name(let name): try check(api.virDomainLookupByName(connection, name))
            case .uuid(let uuid): try check(api.virDomainLookupByUUIDString(connection, uuid))
            }
        defer { _ = api.virDomainFree(pointer) }
        return try body(pointer)
    }
}
