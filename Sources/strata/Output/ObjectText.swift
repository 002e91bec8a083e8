import StrataAPI

/// An object as indented words, with its conditions as sentences.
enum ObjectText {
    private static let hidden: Set<String> = ["managedFields", "selfLink", "generation", "resourceVersion"]

    /// - Parameters:
    ///   - now: what ages are counted to.
    ///   - columns: the terminal's width, to which lines are cut; nil for no limit.
    static func text(_ object: JSONValue, now: Timestamp, columns: Int?) -> String {
        let metadata = object["metadata"] ?? .null
        var lines = [pair("Name", metadata["name"]?.string ?? "", 0)]
        if let namespace = metadata["namespace"]?.string { lines.append(pair("Namespace", namespace, 0)) }
        lines.append(pair("Kind", object["kind"]?.string ?? "", 0))
        if let created = metadata["creationTimestamp"]?.string {
            lines.append(pair("Created", Timestamp(created).map { "\(Age.text(now.since($0))) ago (\(created))" } ?? created, 0))
        }
        if let deleted = metadata["deletionTimestamp"]?.string { lines.append(pair("Being deleted", "since \(deleted)", 0)) }
        for (name, title) in [("labels", "Labels"), ("annotations", "Annotations"), ("finalizers", "Finalizers")] {
            if let value = metadata[name] { append(title, value, 0, &lines) }
        }
        if let uid = metadata["uid"]?.string { lines.append(pair("UID", uid, 0)) }
        for (name, value) in object.object?.sorted(by: { $0.key < $1.key }) ?? []
        where !["metadata", "status", "kind", "apiVersion"].contains(name) {
            append(name == "spec" ? "Wanted" : title(name), name == "data" ? sizes(value) : value, 0, &lines)
        }
        if var status = object["status"] {
            let conditions = status["conditions"]?.array ?? []
            status["conditions"] = nil
            append("Status", status, 0, &lines)
            if !conditions.isEmpty {
                lines.append("Conditions:")
                lines += conditions.map { "  " + sentence($0, now: now) }
            }
        }
        return lines.map { (columns.map { width in { DisplayWidth.cut($0, to: width) } } ?? { $0 })($0) + "\n" }.joined()
    }

    /// `Ready: no, for 5m: ImageBuilding: the image is being built`
    static func sentence(_ condition: JSONValue, now: Timestamp) -> String {
        let words = ["True": "yes", "False": "no", "Unknown": "not known"]
        let status = condition["status"]?.string ?? ""
        var text = "\(condition["type"]?.string ?? "?"): \(words[status] ?? status)"
        if let since = condition["lastTransitionTime"]?.string.flatMap({ Timestamp($0) }) { text += ", for \(Age.text(now.since(since)))" }
        for part in [condition["reason"]?.string, condition["message"]?.string] {
            if let part, !part.isEmpty { text += ": \(part)" }
        }
        return TerminalText.clean(text)
    }

    private static func append(_ name: String, _ value: JSONValue, _ depth: Int, _ lines: inout [String]) {
        switch value {
        case .object(let members):
            let shown = members.filter { !hidden.contains($0.key) }
            guard !shown.isEmpty else { return }
            lines.append(indent(depth) + TerminalText.clean(name) + ":")
            for (key, member) in shown.sorted(by: { $0.key < $1.key }) {
                append(depth == 0 && name != "Wanted" && name != "Status" ? key : title(key), member, depth + 1, &lines)
            }
        case .array(let items):
            guard !items.isEmpty else { return }
            if items.allSatisfy({ $0.object == nil && $0.array == nil }) {
                lines.append(pair(name, items.map(plain).joined(separator: ", "), depth))
            } else {
                lines.append(indent(depth) + TerminalText.clean(name) + ":")
                for item in items { lines.append(indent(depth + 1) + "- " + inline(item)) }
            }
        case .null: return
        default: lines.append(pair(name, plain(value), depth))
        }
    }

    /// The members of a list's item on one line: what it is called first, then plain values, then what has parts.
    private static func inline(_ item: JSONValue) -> String {
        guard var members = item.object else { return TerminalText.clean(plain(item)) }
        var lead = ""
        if let key = ["name", "id"].first(where: { members[$0]?.string?.isEmpty == false }) {
            lead = "\(members.removeValue(forKey: key)?.string ?? ""): "
        }
        let (whole, parted) = (members.filter { $0.value.object == nil }, members.filter { $0.value.object != nil })
        let words =
            whole.sorted { $0.key < $1.key }.map { "\($0.key) \(plain($0.value))" }
            + parted.sorted { $0.key < $1.key }.map { name, value in
                let parts = (value.object ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\(plain($0.value))" }
                return "\(name) \(parts.joined(separator: " "))"
            }
        return TerminalText.clean(lead + words.joined(separator: ", "))
    }

    private static func plain(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .bool(let flag): flag ? "yes" : "no"
        default: value.text
        }
    }

    private static func pair(_ name: String, _ value: String, _ depth: Int) -> String {
        let label = indent(depth) + TerminalText.clean(name) + ":"
        return label + String(repeating: " ", count: max(1, 20 - DisplayWidth.of(label))) + TerminalText.clean(value)
    }

    private static func indent(_ depth: Int) -> String { String(repeating: "  ", count: depth) }

    /// What a Secret holds, without telling it.
    private static func sizes(_ data: JSONValue) -> JSONValue {
        .object((data.object ?? [:]).mapValues { .string("\(Base64.decode($0.string ?? "")?.count ?? 0) bytes") })
    }

    /// `nativeID` → `Native ID`, `stopGracePeriodSeconds` → `Stop grace period seconds`
    static func title(_ name: String) -> String {
        var words: [String] = []
        var previous: Character = "a"
        for character in name {
            if words.isEmpty || (character.isUppercase && !previous.isUppercase) {
                words.append(String(character))
            } else {
                words[words.count - 1].append(character)
            }
            previous = character
        }
        let isAcronym: (String) -> Bool = { $0.count > 1 && $0.allSatisfy { $0.isUppercase || $0.isNumber } }
        return words.enumerated().map { index, word in
            if isAcronym(word) { return word }
            return index == 0 ? word.prefix(1).uppercased() + word.dropFirst() : word.lowercased()
        }.joined(separator: " ")
    }
}
