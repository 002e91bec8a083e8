/// The files of a machine's disk, each above another one, as far as they lie in the machine's directory.
///
/// A snapshot keeps a file as it is; what is written goes to another one above it. A file that no snapshot keeps any more, but that others lie above, is
/// hidden: what it holds is taken into the file above as soon as that is only one.
struct Layers: Sendable, Equatable {
    /// One file.
    struct Layer: Sendable, Equatable {
        var file: String
        /// What it lies above; nil for the lowest.
        var below: String?
        var belowFormat: String?
        /// How many names it has. A clone shares the files below its own.
        var names = 1
    }

    var layers: [Layer]
    /// The files that must stay as they are: those of snapshots, and the one that is written to.
    var kept: Set<String>

    /// The files that nothing needs any more.
    var unneeded: [String] {
        var needed = kept
        var pending = Array(kept)
        while let file = pending.popLast() {
            guard let below = layer(file)?.below, needed.insert(below).inserted else { continue }
            pending.append(below)
        }
        return layers.map(\.file).filter { !needed.contains($0) }
    }

    /// The next hidden file that can go, the one above that takes it in, and what that then lies above. None that a clone shares: it would only be copied.
    var merge: (hidden: Layer, above: Layer)? {
        for hidden in layers where !kept.contains(hidden.file) && hidden.names == 1 {
            let above = layers.filter { $0.below == hidden.file }
            if above.count == 1, above[0].names == 1 { return (hidden, above[0]) }
        }
        return nil
    }

    private func layer(_ file: String) -> Layer? { layers.first { $0.file == file } }
}
