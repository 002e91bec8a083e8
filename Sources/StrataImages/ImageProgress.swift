/// How far the preparation of an image is.
public struct ImageProgress: Sendable, Hashable {
    /// What is being done, as a phrase: `installing essential packages`.
    public var phase: String
    /// How much of the whole is done, 0 to 100; nil where that is not known.
    public var percent: Int?

    /// Makes a progress; tests use it.
    public init(phase: String, percent: Int? = nil) {
        self.phase = phase
        self.percent = percent
    }
}
