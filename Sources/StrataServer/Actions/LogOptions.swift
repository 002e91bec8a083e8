public import StrataAPI

/// Which part of an instance's log is wanted (`v1.PodLogOptions`).
public struct LogOptions: Sendable, Hashable {
    /// At most so many of the last lines; nil for all there are.
    public var tailLines: Int?
    /// Only lines of the last so many seconds; nil for all.
    public var sinceSeconds: Int?
    /// Whether to wait for further lines until the client goes away.
    public var follows: Bool
    /// Whether each line begins with its time in RFC 3339.
    public var showsTimestamps: Bool
    /// Whether the log of the run before the present one is meant.
    public var isPrevious: Bool

    /// Reads the options from a query.
    public init(_ request: ActionRequest) throws(APIError) {
        tailLines = try request.count("tailLines")
        sinceSeconds = try request.count("sinceSeconds")
        follows = try request.flag("follow") ?? false
        showsTimestamps = try request.flag("timestamps") ?? false
        isPrevious = try request.flag("previous") ?? false
    }

    public static let parameters: [Action.Parameter] = [
        .init("tailLines", .integer, "How many of the last lines to begin with."), .init("follow", .boolean, "Whether to wait for more."),
    ]
}
