import StrataAPI

/// The addresses in what an agent tells of its guest's network cards (QEMU Guest Agent Protocol Reference, "guest-network-get-interfaces").
enum GuestAddresses {
    /// The most that are taken over from one guest.
    private static let limit = 16

    /// Those by which others reach the guest, in the agent's order. The guest is not trusted: what is no address is passed over.
    static func read(_ interfaces: JSONValue) -> [String] {
        var found: [String] = []
        for interface in interfaces.array ?? [] where interface["name"]?.string != "lo" {
            for address in interface["ip-addresses"]?.array ?? [] {
                guard let text = address["ip-address"]?.string, isReachable(text), !found.contains(text) else { continue }
                found.append(text)
                if found.count == limit { return found }
            }
        }
        return found
    }

    /// Whether a text is written as an address, and neither the guest's own nor one of a single link (RFC 3927, RFC 4291).
    private static func isReachable(_ text: String) -> Bool {
        let isAddress =
            (2...45).contains(text.utf8.count) && text.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") }
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
                    || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":")
            }
        return isAddress && !["127.", "169.254.", "fe8", "fe9", "fea", "feb"].contains { text.hasPrefix($0) } && text != "::1"
    }
}
