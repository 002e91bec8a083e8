import StrataAPI
import StrataServer
import Testing

@testable import LXD

struct TrustTests {
    /// As `lxc config trust add --name edge` of LXD 5.0.2 printed it; that daemon is gone.
    private static let captured =
        "eyJjbGllbnRfbmFtZSI6ImVkZ2UiLCJmaW5nZXJwcmludCI6ImNjMTRjOWZlZmIzMzhkMGUzYTA1ZWZlNGZlMDZjNDBjMzNlMzVjYTBjZmI4NDQ5NjRiZTYzODkwOWQ5ZWVmYzAiLCJhZGRyZXNzZXMiOlsiMTI3LjAuMC4yOjg0NDMiXSwic2VjcmV0IjoiNDZhYmViOGU4YzIzYTNmZmU1ODQxZWNhMmQ5YjgxYjNjOWRlM2VjNmIxOWQ0NmI0ZWVkNzY0ZDdiOTFjMmI0MSIsImV4cGlyZXNfYXQiOiIwMDAxLTAxLTAxVDAwOjAwOjAwWiJ9"

    @Test func `a token says which daemon it is for`() throws {
        let token = try LXDToken(" \(Self.captured)\n")
        #expect(token.text == Self.captured)
        #expect(token.fingerprint == "cc14c9fefb338d0e3a05efe4fe06c40c33e35ca0cfb844964be638909d9eefc0")
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
        #expect(LXDTrust.plain(Array(repeating: "AB", count: 32).joined(separator: ":")) == digits)
        #expect(LXDTrust.plain(String(digits.dropLast())) == nil && LXDTrust.plain(String(repeating: "gh", count: 32)) == nil)
        let identity = try ClientIdentity(named: "a")
        let other = try ClientIdentity(named: "b")
        func trust(_ certificate: String, _ key: String, _ fingerprint: String? = nil) throws {
            _ = try LXDTrust(certificate: Array(certificate.utf8), key: Array(key.utf8), fingerprint: fingerprint)
        }
        try trust(identity.certificate, identity.key, digits)
        #expect(throws: LXDError.identity("the client's certificate is none")) { try trust("x", identity.key) }
        #expect(throws: LXDError.identity("the client's key is none")) { try trust(identity.certificate, "x") }
        #expect(throws: LXDError.self) { try trust(identity.certificate, other.key) }
        #expect(throws: LXDError.self) { try trust(identity.certificate, identity.key, "abc") }
    }
}
