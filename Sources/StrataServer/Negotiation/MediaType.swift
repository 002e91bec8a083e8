import StrataAPI

/// A media type with its parameters: `application/json;as=Table;v=v1;g=meta.k8s.io`.
struct MediaType: Sendable {
    var type: String
    var parameters: [String: String] = [:]

    static let json = "application/json"
    static let yaml = "application/yaml"

    /// - Parameter text: one type, as in `Content-Type` or in an `Accept` header between commas.
    init(_ text: Substring) {
        var parts = text.split(separator: ";", omittingEmptySubsequences: true)[...]
        type = parts.popFirst().map { String($0.trimmingBlanks).lowercased() } ?? ""
        for part in parts.prefix(16) {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            var value = pair[1].trimmingBlanks
            if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") { value = value.dropFirst().dropLast() }
            parameters[String(pair[0].trimmingBlanks).lowercased()] = String(value)
        }
    }

    /// The types of `Accept` headers that are wanted at all, the favourite first; nil where no type is named, which means any.
    static func ranked(_ accept: [String]) -> [MediaType]? {
        let types = accept.flatMap { $0.split(separator: ",") }.prefix(64).map { MediaType($0) }
        guard !types.isEmpty else { return nil }
        return types.enumerated().filter { $0.element.quality > 0 }
            .sorted { ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset) }
            .map(\.element)
    }

    /// How much it is wanted, from 0 to 1 (RFC 9110, section 12.4.2).
    var quality: Double { parameters["q"].flatMap(Double.init).map { min(1, max(0, $0)) } ?? 1 }
}

extension APIError {
    static func notAcceptable(_ offered: [String]) -> APIError {
        APIError(.notAcceptable, "only the following media types are accepted: \(offered.joined(separator: ", "))")
    }
}

extension Substring {
    var trimmingBlanks: Substring {
        var text = self
        while let first = text.utf8.first, first == 0x20 || first == 0x09 { text = text.dropFirst() }
        while let last = text.utf8.last, last == 0x20 || last == 0x09 { text = text.dropLast() }
        return text
    }
}
