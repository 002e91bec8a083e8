extension StringRule {
    /// A DNS label (RFC 1123): the name of a namespace.
    public static let label = StringRule(
        length: 1...63, pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
        check: { text in
            isLabel(text[...])
                ? nil
                : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
                    + "and must start and end with an alphanumeric character (for example 'web-1')"
        })

    /// A DNS subdomain (RFC 1123): the name of an object.
    public static let subdomain = StringRule(
        length: 1...253, pattern: #"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"#,
        check: { text in
            text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isSubdomainPart)
                ? nil
                : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
                    + "and must start and end with an alphanumeric character (for example 'web.example')"
        })

    /// A label's or annotation's key: an optional DNS subdomain and '/', then a name of up to 63 characters.
    public static let qualifiedName = StringRule(
        length: 1...317,
        check: { text in
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts.last ?? ""
            let hasPrefix =
                parts.count == 1
                || (parts[0].utf8.count <= 253 && parts[0].split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isLabel))
            return hasPrefix && (1...63).contains(name.utf8.count) && isLabelText(name)
                ? nil
                : "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
                    + "(for example 'MyName' or 'example.com/my.name')"
        })

    /// A label's value.
    public static let labelValue = StringRule(
        length: 0...63,
        check: { text in
            text.isEmpty || isLabelText(text[...])
                ? nil
                : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
                    + "and must start and end with an alphanumeric character"
        })

    private static func isLabel(_ text: Substring) -> Bool {
        isSubdomainPart(text) && text.utf8.count <= 63
    }

    private static func isSubdomainPart(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, isLowerAlphanumeric(first), isLowerAlphanumeric(last) else {
            return false
        }
        return text.utf8.allSatisfy { isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isLabelText(_ text: Substring) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        }
        guard let first = text.utf8.first, let last = text.utf8.last, isAlphanumeric(first), isAlphanumeric(last) else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
