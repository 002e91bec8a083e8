import StrataCatalog
import Yams

/// A stack as its YAML file writes it: short forms allowed, sources named once and referred to.
struct StackSource: Decodable {
    var number: Int
    var id: String
    var title: String
    var chain: [String]
    var path: [String]
    var bestFor: String
    var complexity: String
    var aliases: [StackAlias]?
    var layers: [LayerSource]
    var clusters: [ClusterSource]?
    var howItWorks: [String]?
    var useCase: String
    var pros: [String]?
    var cons: [Con]?
    var facts: [String: FactSource]
    var errata: [ErratumSource]?
    var sources: [String: Source]

    struct LayerSource: Decodable {
        var id: String
        var label: String
        var notes: [String]?
        var rows: [RowSource]?
        var below: BelowSource?
    }

    /// The connection to the next layer.
    struct BelowSource: Decodable {
        var label: String?
        var taps: [String]?
    }

    struct RowSource: Decodable {
        var style: BoxRow.Style?
        var sample: BoxRow.Sample?
        var holds: BoxRow.Kind?
        var peers: String?
        var boxes: [BoxSource]
    }

    struct BoxSource: Decodable {
        var id: String
        var label: String
        var details: [String]?
        var rows: [RowSource]?
    }

    struct ClusterSource: Decodable {
        var id: String
        var title: String
        var drawnIn: String?
        var layers: [LayerSource]?
    }

    struct FactSource: Decodable {
        var values: [String]
        var note: String?
        var source: String
    }

    struct ErratumSource: Decodable {
        var says: String
        var correction: String
        var source: String
    }
}

extension StackSource {
    /// Reads a YAML file's text.
    init(yaml: String) throws {
        self = try YAMLDecoder().decode(StackSource.self, from: yaml)
    }

    /// The full form.
    func stack() throws(GeneratorError) -> Stack {
        var facts: [Fact] = []
        for (name, fact) in self.facts {
            guard let key = FactKey(rawValue: name) else { throw .unknownFact(stack: id, name) }
            facts.append(Fact(key: key, values: fact.values, note: fact.note ?? "", source: try source(fact.source)))
        }
        let order = Dictionary(uniqueKeysWithValues: FactKey.allCases.enumerated().map { ($1, $0) })
        facts.sort { order[$0.key, default: 0] < order[$1.key, default: 0] }
        var errata: [Erratum] = []
        for erratum in self.errata ?? [] {
            errata.append(Erratum(says: erratum.says, correction: erratum.correction, source: try source(erratum.source)))
        }
        return Stack(
            number: number, id: id, title: title, chain: chain, path: path, bestFor: bestFor, complexity: complexity,
            aliases: aliases ?? [], layers: layers.map(\.layer), links: Self.links(layers),
            clusters: (clusters ?? []).map(\.cluster), howItWorks: howItWorks ?? [], useCase: useCase, pros: pros ?? [],
            cons: cons ?? [], facts: facts, errata: errata)
    }

    private func source(_ name: String) throws(GeneratorError) -> Source {
        guard let source = sources[name] else { throw .unknownSource(stack: id, name) }
        return source
    }

    fileprivate static func links(_ layers: [LayerSource]) -> [Link] {
        zip(layers, layers.dropFirst()).map { upper, lower in
            Link(
                from: BoxID(rawValue: upper.id), to: BoxID(rawValue: lower.id), label: upper.below?.label ?? "",
                taps: (upper.below?.taps ?? []).map(BoxID.init(rawValue:)))
        }
    }
}

extension StackSource.LayerSource {
    var layer: Layer {
        Layer(id: BoxID(rawValue: id), label: label, notes: notes ?? [], rows: (rows ?? []).map(\.row))
    }
}

extension StackSource.RowSource {
    var row: BoxRow { BoxRow(style: style ?? .boxes, sample: sample, holds: holds, peers: peers, boxes: boxes.map(\.box)) }
}

extension StackSource.BoxSource {
    var box: Box {
        Box(id: BoxID(rawValue: id), label: label, details: details ?? [], rows: (rows ?? []).map(\.row))
    }
}

extension StackSource.ClusterSource {
    var cluster: Cluster {
        Cluster(
            id: BoxID(rawValue: id), title: title, drawnIn: drawnIn.map(BoxID.init(rawValue:)),
            layers: (layers ?? []).map(\.layer), links: StackSource.links(layers ?? []))
    }
}
