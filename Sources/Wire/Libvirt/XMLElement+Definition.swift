public import XMLDocuments

extension XMLElement {
    /// The longest definition that is read, in bytes.
    static let definitionLimit = 8 << 20

    /// Reads a definition of libvirt's.
    /// - Throws: ``LibvirtError/malformed(_:)`` with the place, ``LibvirtError/tooLarge(_:limit:)``.
    public init(definition text: String) throws(LibvirtError) {
        do {
            try self.init(parsing: text, limit: Self.definitionLimit)
        } catch {
            switch error {
            case .malformed(let what): throw .malformed(what)
            case .tooLarge(let limit): throw .tooLarge("an XML document", limit: limit)
            }
        }
    }
}
