/// What a filter looks at: which objects, and which of their properties.
struct FilterSpec: Sendable {
    /// Properties of one type's objects.
    struct Properties: Sendable {
        let type: String
        /// Nil for all.
        let paths: [(path: PropertyPath, type: FieldType)]?
    }

    /// A way from one object to others.
    private struct Way: Sendable {
        let type: String
        let path: PropertyPath
        let skips: Bool
        var onward: [Int]
    }

    private struct Start: Sendable {
        let ref: Ref
        let skips: Bool
        let onward: [Int]
        let ways: [Way]
    }

    let source: DataObject
    let properties: [Properties]
    private let starts: [Start]

    init(_ spec: DataObject) throws(Fault) {
        source = spec
        var properties: [Properties] = []
        for set in spec.objects("propSet") {
            let type = set.string("type") ?? ""
            guard TypeTable.shared.kind(type)?.isManaged == true else {
                throw Fault(
                    "InvalidArgument", "A specified parameter was not correct: specSet.propSet.type", ["invalidProperty": "propSet.type"])
            }
            if set.bool("all") == true {
                properties.append(Properties(type: type, paths: nil))
                continue
            }
            var paths: [(PropertyPath, FieldType)] = []
            for text in set.strings("pathSet") {
                guard let path = PropertyPath(text), let found = path.type(in: type) else {
                    throw Fault("InvalidProperty", "The property '\(text)' does not exist on \(type).", ["name": .string(text)])
                }
                paths.append((path, found))
            }
            properties.append(Properties(type: type, paths: paths))
        }
        self.properties = properties
        var starts: [Start] = []
        for object in spec.objects("objectSet") {
            guard let ref = object.ref("obj") else { throw .argument("objectSet.obj") }
            var ways: [Way] = []
            var names: [String: Int] = [:]
            try Self.collect(object.objects("selectSet"), &ways, &names)
            // Names may be used before they are given.
            var place = 0
            try Self.connect(object.objects("selectSet"), &ways, names, &place)
            starts.append(
                Start(
                    ref: ref, skips: object.bool("skip") ?? false,
                    onward: try Self.targets(object.objects("selectSet"), names, from: 0), ways: ways))
        }
        self.starts = starts
    }

    /// Lists all ways, depth first.
    private static func collect(_ set: [DataObject], _ ways: inout [Way], _ names: inout [String: Int]) throws(Fault) {
        for selection in set where selection.type == "TraversalSpec" {
            let type = selection.string("type") ?? ""
            guard let path = PropertyPath(selection.string("path") ?? ""), path.type(in: type) != nil else {
                throw Fault(
                    "InvalidProperty", "The property '\(selection.string("path") ?? "")' does not exist on \(type).",
                    ["name": .string(selection.string("path") ?? "")])
            }
            if let name = selection.string("name") { names[name] = ways.count }
            ways.append(Way(type: type, path: path, skips: selection.bool("skip") ?? false, onward: []))
            guard ways.count < 1000 else { throw .argument("selectSet") }
            try collect(selection.objects("selectSet"), &ways, &names)
        }
    }

    private static func connect(_ set: [DataObject], _ ways: inout [Way], _ names: [String: Int], _ place: inout Int) throws(Fault) {
        for selection in set where selection.type == "TraversalSpec" {
            let own = place
            place += 1
            ways[own].onward = try targets(selection.objects("selectSet"), names, from: place)
            try connect(selection.objects("selectSet"), &ways, names, &place)
        }
    }

    /// The ways that a set begins, where those that stand in it are numbered from a place on.
    private static func targets(_ set: [DataObject], _ names: [String: Int], from first: Int) throws(Fault) -> [Int] {
        var place = first
        var found: [Int] = []
        for selection in set {
            if selection.type == "TraversalSpec" {
                found.append(place)
                place += 1 + count(selection)
            } else if let way = names[selection.string("name") ?? ""] {
                found.append(way)
            } else {
                throw .argument("selectSet.name")
            }
        }
        return found
    }

    private static func count(_ selection: DataObject) -> Int {
        selection.objects("selectSet").filter { $0.type == "TraversalSpec" }.reduce(0) { $0 + 1 + count($1) }
    }

    /// The objects that are looked at now, each once.
    ///
    /// - Parameter isStrict: whether an object to start from must be there.
    func objects(in center: isolated Center, isStrict: Bool) throws(Fault) -> [Ref] {
        var found: [Ref] = []
        var seen: Set<Ref> = []
        for start in starts {
            guard center.exists(start.ref) else {
                if isStrict { throw .notFound(start.ref) }
                continue
            }
            if !start.skips, seen.insert(start.ref).inserted { found.append(start.ref) }
            var passed: [Set<Ref>] = Array(repeating: [], count: start.ways.count)
            var rest = start.onward.map { (start.ref, $0) }
            var place = 0
            while place < rest.count {
                let (ref, number) = rest[place]
                place += 1
                let way = start.ways[number]
                guard passed[number].insert(ref).inserted, TypeTable.shared.derives(ref.type, from: way.type),
                    let root = center.property(ref, way.path.steps[0].name), let value = way.path.value(from: root)
                else { continue }
                for case .ref(let child) in value.list where center.exists(child) {
                    if !way.skips, seen.insert(child).inserted { found.append(child) }
                    for next in way.onward { rest.append((child, next)) }
                }
            }
        }
        return found
    }

    /// Where objects are started from that are not there.
    func missing(in center: isolated Center) -> [Ref] { starts.map(\.ref).filter { !center.exists($0) } }
}

/// Which properties are read of objects of one type.
struct PropertyPlan: Sendable {
    let entries: [(path: PropertyPath, type: FieldType)]

    /// Nil where nothing is wanted of the type.
    init?(_ spec: FilterSpec, for type: String) {
        var entries: [(PropertyPath, FieldType)] = []
        var seen: Set<String> = []
        let sets = spec.properties.filter { TypeTable.shared.derives(type, from: $0.type) }
        guard !sets.isEmpty else { return nil }
        for set in sets {
            let paths: [(path: PropertyPath, type: FieldType)] =
                set.paths
                ?? (TypeTable.shared.kind(type)?.fields ?? []).compactMap { field in
                    PropertyPath(field.name).map { ($0, field.type) }
                }
            for (path, found) in paths where seen.insert(path.text).inserted { entries.append((path, found)) }
        }
        self.entries = entries
    }

    /// The values of an object's properties, nil where there is none, by the plan's order.
    func values(of ref: Ref, in center: isolated Center) -> [Value?] {
        var roots: [(name: String, value: Value?)] = []
        let machine = ref.type == "VirtualMachine" ? center.state.machines[ref.id] : nil
        return entries.map { entry in
            if let machine, let found = center.quick(machine, entry.path) { return found }
            let name = entry.path.steps[0].name
            let root: Value?
            if let known = roots.first(where: { $0.name == name }) {
                root = known.value
            } else {
                root = center.property(ref, name)
                roots.append((name, root))
            }
            guard let root else { return nil }
            return entry.path.steps.count == 1 && entry.path.steps[0].key == nil ? root : entry.path.value(from: root)
        }
    }
}
