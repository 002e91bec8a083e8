import NIOCore
import NIOPosix
import StrataAPI
import StrataServer
import TLSTrust
import Testing

@testable import LXD

struct TrustTests {
    /// As `lxc config trust add --name edge` of LXD 5.0.2 printed it; that daemon is gone.
    private static let captured =
        "eyJjbGllbnRfbmFtZSI6ImVkZ2UiLCJmaW5nZXJwcmludCI6ImNjMTRjOWZlZmIzMzhkMGUzYTA1ZWZlNGZlMDZjNDBjMzNlMzVjYTBjZmI4NDQ5NjRiZTYzODkwOWQ5ZWVmYzAiLCJhZGRyZXNzZXMiOlsiMTI3LjAuMC4yOjg0NDMiXSwic2VjcmV0IjoiNDZhYmViOGU4YzIzYTNmZmU1ODQxZWNhMmQ5YjgxYjNjOWRlM2VjNmIxOWQ0NmI0ZWVkNzY0ZDdiOTFjMmI0MSIsImV4cGlyZXNfYXQiOiIwMDAxLTAxLTAxVDAwOjAwOjAwWiJ9"

    @Test func `a token says which daemon it is for`() throws {
        let token = try LXDToken(" \(Self.captured)\n")
        #expect(token.text == Self.captured)
        #expect(token.fingerprint.digits == "cc14c9fefb338d0e3a05efe4fe06c40c33e35ca0cfb844964be638909d9eefc0")
        #expect(token.addresses == ["127.0.0.2:8443"] && token.clientName == "edge")
    }

    @Test(arguments: [
        "", "e30=", "%%%", "bm8ganNvbg==", #"{"fingerprint": "x", "secret": "y"}"#, #"{"secret": "y"}"#,
        String(repeating: "QUJD", count: 8000),
    ])
    func `what is no token is refused`(text: String) {
        let encoded = text.hasPrefix("{") ? Base64.encode(Array(text.utf8)) : text
        #expect(throws: LXDError.self) { try LXDToken(encoded) }
    }

    @Test func `a token that was cut short is refused`() {
        for length in stride(from: 0, to: Self.captured.count - 4, by: 7) {
            #expect(throws: LXDError.self) { try LXDToken(String(Self.captured.prefix(length))) }
        }
    }

    @Test func `a fingerprint is the same with colons and in capitals, and nothing else is one`() throws {
        let digits = String(repeating: "ab", count: 32)
        #expect(CertificateFingerprint(Array(repeating: "AB", count: 32).joined(separator: ":"))?.digits == digits)
        for wrong in [String(digits.dropLast()), String(repeating: "gh", count: 32), String(repeating: "+1", count: 32), ""] {
            #expect(CertificateFingerprint(wrong) == nil)
        }
    }

    @Test func `a daemon that is not there is unreachable, over the network too`() async throws {
        let identity = try ClientIdentity(named: "a")
        let door = try TLSDoor(
            host: "127.0.0.1", trust: .system, identity: .init(certificate: Array(identity.certificate.utf8), key: Array(identity.key.utf8))
        )
        // A port that was free a moment ago.
        let listener = try await ServerBootstrap(group: NIOSingletons.posixEventLoopGroup).bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(listener.localAddress?.port)
        try await listener.close()
        let error = await #expect(throws: LXDError.self) {
            _ = try await LXDClient(.network(host: "127.0.0.1", port: port, door), timeout: .seconds(5)).server()
        }
        guard case .unreachable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `what is no certificate or key, or does not belong to the other, is refused`() throws {
        let (identity, other) = (try ClientIdentity(named: "a"), try ClientIdentity(named: "b"))
        func door(_ certificate: String, _ key: String) throws {
            _ = try TLSDoor(
                host: "x.example", trust: .system, identity: .init(certificate: Array(certificate.utf8), key: Array(key.utf8)))
        }
        try door(identity.certificate, identity.key)
        #expect(throws: TLSTrustError.self) { try door("x", identity.key) }
        #expect(throws: TLSTrustError.self) { try door(identity.certificate, "x") }
        #expect(throws: TLSTrustError.self) { try door(identity.certificate, other.key) }
    }
}
