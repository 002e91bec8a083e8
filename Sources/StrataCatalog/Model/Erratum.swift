/// A place where the reference document is wrong, out of date or leaves out what matters.
public struct Erratum: Codable, Hashable, Sendable {
    /// What the document says, quoted or summed up.
    public var says: String
    /// What is so.
    public var correction: String
    /// Where the correction is known from.
    public var source: Source

    package init(
        says: String, correction: String, source: Source
    ) {
        self.says = says
        self.correction = correction
        self.source = source
    }
}
