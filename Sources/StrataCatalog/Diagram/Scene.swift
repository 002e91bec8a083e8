/// A picture's content before it has any size: frames in frames, with texts.
struct Scene: Codable, Hashable, Sendable {
    var heading: String
    var subtitle: String
    /// The stack's own picture, then its clusters.
    var parts: [Part]
    var isLive: Bool
    /// A line below everything; empty when there is nothing to add.
    var footnote: String

    /// Frames below each other, connected.
    struct Part: Codable, Hashable, Sendable {
        var title: String
        var frames: [Frame]
        /// One fewer than frames.
        var connectors: [Connector]
    }

    /// A connection to the next frame below.
    struct Connector: Codable, Hashable, Sendable {
        var label: String
        var taps: [BoxID]
    }

    /// A layer or box.
    struct Frame: Codable, Hashable, Sendable {
        var id: BoxID?
        /// The instance that it stands for, by ``LiveBoxes/Workload/key``.
        var workload: String?
        var label: String
        var details: [String] = []
        var notes: [String] = []
        var state: LiveBoxes.State?
        var facts: [LiveBoxes.Fact] = []
        var reason: String?
        var rows: [Row] = []
    }

    /// Frames beside or below each other.
    struct Row: Codable, Hashable, Sendable {
        var style: BoxRow.Style
        var peers: String?
        var frames: [Frame]
    }
}

extension Scene.Frame {
    /// The lines below the label: details, then what was read from the site, then why the state is what it is.
    var lines: [String] {
        details + facts.map { $0.name.isEmpty ? $0.value : "\($0.name) \($0.value)" } + (reason.map { [$0] } ?? [])
    }
}
