import StrataAPI
import StrataDriverKit

/// What Strata notes of a guest in its tags, which the cluster shows of all guests at once.
///
/// ```
///   strata-100-6f1c…       the instance's UID, with the guest's own number: a copy of the guest has another number, and is nobody's
///   strata-of-default.web  the instance's namespace and name
///   strata-adopted         it was there before Strata
/// ```
struct OwnerTags: Sendable, Equatable {
    var uid: UID
    /// NAMESPACE/NAME.
    var instance: String
    var isAdopted = false

    private static let prefix = "strata-"
    private static let namePrefix = "strata-of-"
    private static let adopted = "strata-adopted"

    init(uid: UID, instance: ObjectName, isAdopted: Bool = false) {
        self.uid = uid
        self.instance = instance.description
        self.isAdopted = isAdopted
    }

    /// Nil where the guest is not Strata's.
    init?(_ tags: [String], of number: Int) {
        let mark = "\(Self.prefix)\(number)-"
        guard let uid = tags.lazy.filter({ $0.hasPrefix(mark) }).map({ UID(String($0.dropFirst(mark.count))) }).first(where: \.isUUID)
        else { return nil }
        self.uid = uid
        let name = tags.first { $0.hasPrefix(Self.namePrefix) }?.dropFirst(Self.namePrefix.count) ?? ""
        let parts = name.split(separator: ".", maxSplits: 1)
        instance = parts.count == 2 ? "\(parts[0])/\(parts[1])" : ""
        isAdopted = tags.contains(Self.adopted)
    }

    /// A guest's tags with these in place of what Strata noted before.
    func write(over tags: [String], of number: Int) -> String {
        var own = ["\(Self.prefix)\(number)-\(uid.text)"]
        if !instance.isEmpty { own.append("\(Self.namePrefix)\(instance.replacing("/", with: "."))") }
        if isAdopted { own.append(Self.adopted) }
        return Self.join(own + Self.foreign(tags))
    }

    /// Those that are not Strata's.
    static func foreign(_ tags: [String]) -> [String] { tags.filter { !$0.hasPrefix(prefix) } }

    static func join(_ tags: [String]) -> String { tags.joined(separator: ";") }

    /// Tags as the server's versions separate them.
    static func split(_ text: String?) -> [String] {
        (text ?? "").split(whereSeparator: { $0 == ";" || $0 == "," || $0 == " " }).map(String.init)
    }
}
