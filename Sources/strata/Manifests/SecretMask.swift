import StrataAPI

/// Hides what Secrets hold when two states of one are compared, as kubectl diff does: that a value changes is shown, the value is not.
enum SecretMask {
    static func masked(_ before: JSONValue?, _ after: JSONValue) -> (before: JSONValue?, after: JSONValue) {
        guard after["kind"]?.string == Secret.kind.name, after["apiVersion"]?.string == Secret.kind.apiVersion else {
            return (before, after)
        }
        var masked = (before: before, after: after)
        for field in ["data", "stringData"] {
            let old = before?[field]?.object ?? [:]
            let new = after[field]?.object ?? [:]
            if before?[field]?.object != nil { masked.before?[field] = mask(old, beside: new, word: "before") }
            if after[field]?.object != nil { masked.after[field] = mask(new, beside: old, word: "after") }
        }
        return masked
    }

    private static func mask(_ values: [String: JSONValue], beside others: [String: JSONValue], word: String) -> JSONValue {
        .object(
            values.reduce(into: [:]) { result, pair in
                let other = others[pair.key]
                result[pair.key] = .string(other == nil || other == pair.value ? "***" : "*** (\(word))")
            })
    }
}
