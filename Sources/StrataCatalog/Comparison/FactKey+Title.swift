extension FactKey {
    /// The key as a heading: `Live migration`.
    public var title: String {
        switch self {
        case .remoteAPI: return "Remote API"
        case .gitops: return "GitOps"
        case .minimumMemory: return "Minimum memory (MiB)"
        default: break
        }
        var text = ""
        for character in rawValue {
            if character.isUppercase { text += " " }
            text += text.isEmpty ? character.uppercased() : character.lowercased()
        }
        return text
    }
}
