/// Joins a stack's picture with what is known of a site.
struct SceneBuilder {
    let stack: Stack
    let live: LiveBoxes?
    let glyphs: GlyphSet
    private let placing: Placing

    init(stack: Stack, live: LiveBoxes?, glyphs: GlyphSet) {
        self.stack = stack
        self.live = live
        self.glyphs = glyphs
        placing = Placing(stack: stack, live: live)
    }

    func scene(heading: String?) -> Scene {
        var parts = [part(title: "", layers: stack.layers, links: stack.links)]
        for cluster in stack.clusters where cluster.drawnIn == nil {
            if live != nil, placing.hosts.isEmpty { continue }
            parts.append(part(title: cluster.title, layers: cluster.layers, links: cluster.links))
        }
        return Scene(
            heading: glyphs.clean(heading ?? "\(stack.number) · \(stack.title)"),
            subtitle: glyphs.clean(stack.chain.joined(separator: " → ")), parts: parts, isLive: live != nil,
            footnote: glyphs.clean(footnote))
    }

    /// Names stand as the document has them, so a picture says where they are known to be wrong.
    private var footnote: String {
        switch stack.errata.count {
        case 0: ""
        case 1: "1 erratum to this picture and its text: strata stacks show \(stack.id)"
        default: "\(stack.errata.count) errata to this picture and its text: strata stacks show \(stack.id)"
        }
    }

    private func part(title: String, layers: [Layer], links: [Link]) -> Scene.Part {
        Scene.Part(
            title: glyphs.clean(title), frames: layers.map(frame),
            connectors: links.map { link in
                Scene.Connector(label: glyphs.clean(link.label), taps: live == nil ? link.taps : [])
            })
    }

    private func frame(_ layer: Layer) -> Scene.Frame {
        var frame = reported(layer.id, label: layer.label)
        frame.notes = layer.notes.map(glyphs.clean)
        frame.rows = layer.rows.flatMap { rows($0, inside: layer.id) }
        return frame
    }

    private func frame(_ box: Box) -> Scene.Frame {
        var frame = reported(box.id, label: box.label)
        frame.details = box.details.map(glyphs.clean)
        frame.rows = box.rows.flatMap { rows($0, inside: box.id) }
        return frame
    }

    private func reported(_ id: BoxID, label: String) -> Scene.Frame {
        var frame = Scene.Frame(id: id, label: glyphs.clean(label))
        guard let report = live?.boxes[id] else { return frame }
        frame.state = report.state
        frame.facts = report.facts.map { LiveBoxes.Fact(name: glyphs.clean($0.name), value: glyphs.clean($0.value)) }
        frame.reason = report.reason.map(glyphs.clean)
        return frame
    }

    private func rows(_ row: BoxRow, inside place: BoxID) -> [Scene.Row] {
        guard live != nil, let sample = row.sample else {
            return [Scene.Row(style: row.style, peers: row.peers.map(glyphs.clean), frames: row.boxes.map(frame))]
        }
        switch sample {
        case .programs: return [note("inside the instances; not surveyed", state: nil)]
        case .instances: return workloadRows(placing.workloads(at: place))
        case .hosts:
            if placing.hosts.isEmpty { return place == placing.hostPlace ? workloadRows(placing.workloads(at: place)) : [] }
            return hostRows(place, peers: row.peers)
        }
    }

    private func hostRows(_ place: BoxID, peers: String?) -> [Scene.Row] {
        let shown = placing.hosts.prefix(LiveBoxes.shown)
        var frames = shown.map { host in
            var frame = Scene.Frame(label: glyphs.clean(host.name), state: host.state)
            if !host.detail.isEmpty { frame.details = [glyphs.clean(host.detail)] }
            if place == placing.hostPlace { frame.rows = workloadRows(placing.workloads(on: host.name)) }
            return frame
        }
        if placing.hosts.count > shown.count { frames.append(more(placing.hosts.count - shown.count)) }
        var rows = [Scene.Row(style: .boxes, peers: peers.map(glyphs.clean), frames: frames)]
        if place == placing.hostPlace, !placing.homeless.isEmpty { rows += workloadRows(placing.homeless) }
        return rows
    }

    /// Instances as boxes; many are folded. Nil means that they could not be listed.
    private func workloadRows(_ workloads: [LiveBoxes.Workload]?) -> [Scene.Row] {
        guard let workloads else { return [note("instances could not be listed", state: .unknown)] }
        guard !workloads.isEmpty else { return [note("no instances", state: nil)] }
        let shown = workloads.prefix(LiveBoxes.shown)
        var frames = shown.map { workload in
            Scene.Frame(
                workload: workload.key, label: glyphs.clean(workload.name),
                details: [workload.state, workload.detail].filter { !$0.isEmpty }.map(glyphs.clean),
                state: workload.mark)
        }
        if workloads.count > shown.count { frames.append(more(workloads.count - shown.count)) }
        return [Scene.Row(style: .boxes, frames: frames)]
    }

    private func note(_ text: String, state: LiveBoxes.State?) -> Scene.Row {
        Scene.Row(style: .list, frames: [Scene.Frame(label: text, state: state)])
    }

    private func more(_ count: Int) -> Scene.Frame { Scene.Frame(label: "and \(count) more") }
}
