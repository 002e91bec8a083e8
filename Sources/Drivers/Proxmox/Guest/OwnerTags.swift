import StrataAPI
import StrataDriverKit

/// What Strata notes of a guest in its tags, which the cluster shows of all guests at once.
///
/// ```
///   strata-100-6f1c…       the instance's UID, with the guest's own number: a copy of the guest has another number, and is nobody's
///   strata-of-default.web  the instance's namespace and name
///   strata-by-lab          the server that keeps the instance
///   strata-adopted         it was there before Strata
/// ```
struct OwnerTags: Sendable, Equatable {
    var uid: UID
    /// NAMESPACE/NAME.
    var instance: String
    /// The server that keeps the instance, in words.
    var server = ""
    var isAdopted = false

    private static let prefix = "strata-"
    private static let namePrefix = "strata-of-"
    private static let serverPrefix = "strata-by-"
    private static let adopted = "strata-adopted"

    init(_ order: Order, isAdopted: Bool = false) {
        uid = order.uid
        instance = order.name.description
        server = order.server
        self.isAdopted = isAdopted
    }

    /// Nil where the guest is not Strata's.
    init?(_ tags: [String], of number: Int) {
        guard !tags.isEmpty else { return nil }
        let mark = "\(Self.prefix)\(number)-"
        guard let uid = tags.lazy.filter({ $0.hasPrefix(mark) }).map({ UID(String($0.dropFirst(mark.count))) }).first(where: \.isUUID)
        else { return nil }
        self.uid = uid
        let name = tags.first { $0.hasPrefix(Self.namePrefix) }?.dropFirst(Self.namePrefix.count) ?? ""
        let parts = name.split(separator: ".", maxSplits: 1)
        instance = parts.count == 2 ? "\(parts[0])/\(parts[1])" : ""
        server = Self.decode(tags.first { $0.hasPrefix(Self.serverPrefix) }?.dropFirst(Self.serverPrefix.count) ?? "")
        isAdopted = tags.contains(Self.adopted)
    }

    /// A guest's tags with these in place of what Strata noted before.
    func write(over tags: [String], of number: Int) -> String {
        var own = ["\(Self.prefix)\(number)-\(uid.text)"]
        if !instance.isEmpty { own.append("\(Self.namePrefix)\(instance.replacing("/", with: "."))") }
        if !server.isEmpty { own.append("\(Self.serverPrefix)\(Self.encode(server))") }
        if isAdopted { own.append(Self.adopted) }
        return Self.join(own + Self.foreign(tags))
    }

    /// Words as a tag can hold them, which has small letters, digits and some signs: everything else as `+` and two hexadecimal digits a byte.
    private static func encode(_ words: String) -> String {
        var text = ""
        for byte in words.utf8.prefix(120) {
            let isPlain = (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            text += isPlain ? String(Character(Unicode.Scalar(byte))) : "+\(byte < 16 ? "0" : "")\(String(byte, radix: 16))"
        }
        return text
    }

    private static func decode(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Those that are not Strata's.
    static func foreign(_ tags: [String]) -> [String] { tags.filter { !$0.hasPrefix(prefix) } }

    static func join(_ tags: [String]) -> String { tags.joined(separator: ";") }

    /// Tags as the server's versions separate them.
    static func split(_ text: String?) -> [String] {
        guard let text, !text.isEmpty else { return [] }
        return text.split(whereSeparator: { $0 == ";" || $0 == "," || $0 == " " }).map(String.init)
    }
}
