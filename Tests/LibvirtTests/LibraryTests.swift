import CLibvirt
import Glibc
import PrivateLibvirt
import Testing

@testable import Libvirt
import XMLDocuments

/// Libraries that are older than this client, or none of libvirt's at all.
struct `A library` {
    @Test func `that lacks a function is refused with its name`() throws {
        // Any library will do that is not libvirt's.
        let handle = try #require(dlopen("libm.so.6", RTLD_NOW))
        var handles: [UnsafeMutableRawPointer?] = [handle, nil, nil]
        var why = [CChar](repeating: 0, count: 256)
        var functions = try Library.load().functions.pointee
        let isWhole = strata_libvirt_resolve(&functions, &handles, &why, UInt(why.count))
        dlclose(handle)
        #expect(isWhole == 0)
        let words = String(decoding: why.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        #expect(words == "the libvirt that is installed has no function virInitialize")
    }

    @Test func `that lacks a young function does everything else, and names it where it is needed`() async throws {
        let known = try Library.load()
        // It lives as long as the process, as a library's own does.
        let old = UnsafeMutablePointer<strata_libvirt>.allocate(capacity: 1)
        old.initialize(to: known.functions.pointee)
        old.pointee.virDomainBackupBegin = nil
        try await SimulatedNode.with { (uri) async throws in
            let connection = try await LibvirtConnection.open(
                uri, within: .seconds(10), isReadOnly: false, silence: .seconds(20), Library(functions: UnsafePointer(old)))
            #expect(try await connection.domains().map(\.name) == ["test"])
            await #expect(throws: LibvirtError.functionMissing("virDomainBackupBegin")) {
                try await connection.beginBackup(XMLElement("domainbackup"), of: .name("test"))
            }
            connection.close()
        }
    }
}
