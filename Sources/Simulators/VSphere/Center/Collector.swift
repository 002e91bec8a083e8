/// A property collector: filters, and what its client has seen of them.
struct Collector: Sendable {
    let session: String
    /// By their ids, in the order in which they were made.
    var filters: [(id: String, filter: PropertyFilter)] = []
    var version = 0
    /// The last answer and the version that it was asked for with, in case that it was lost.
    var last: (from: String, reply: String)?
    /// Counts those who wait: a new one ends the older.
    var turn = 0
    var isWaiting = false
    /// Objects of retrievals that were not fetched yet, by token.
    var rests: [String: Rest] = [:]

    init(session: String) { self.session = session }

    struct Rest: Sendable {
        let spec: FilterSpec
        var objects: ArraySlice<Ref>
        let limit: Int
    }
}

/// What is watched, and how its client last saw it.
struct PropertyFilter: Sendable {
    let spec: FilterSpec
    /// A number for each property's value; 0 where there was none.
    var known: [Ref: [Int]] = [:]
    /// The change up to which everything was told.
    var seen = -1
}

extension Center {
    func dropCollector(_ id: String) {
        collectors[id]?.turn += 1
        collectors[id] = nil
        // Whoever waits finds it gone.
        touch(singleton("PropertyCollector"))
    }

    /// An object's properties as an `ObjectContent`.
    func content(of ref: Ref, _ plan: PropertyPlan, isAnonymous: Bool) -> String {
        var writer = SOAPWriter()
        writer.write(.ref(ref), as: "obj", FieldType(base: "ManagedObject", isReference: true))
        if isAnonymous, ref.type != "ServiceInstance" {
            for entry in plan.entries { writer.missing(entry.path.text, .notAuthenticated(ref, "System.Read")) }
            return writer.text
        }
        for (entry, value) in zip(plan.entries, plan.values(of: ref, in: self)) {
            guard let value else { continue }
            writer.raw("<propSet><name>\(entry.path.text.escapedXML)</name>")
            writer.property(value, entry.type)
            writer.raw("</propSet>")
        }
        return writer.text
    }

    /// What changed in a filter, as `ObjectUpdate`s; notes it as told.
    ///
    /// - Returns: the updates, and whether there are more.
    func updates(_ filter: inout PropertyFilter, limit: Int) throws(Fault) -> (xml: String, count: Int, isTruncated: Bool) {
        let now = revision
        var plans: [String: PropertyPlan?] = [:]
        let objects = try filter.spec.objects(in: self, isStrict: false)
        var writer = SOAPWriter()
        var count = 0
        var left = Set(filter.known.keys)
        for ref in objects {
            left.remove(ref)
            let known = filter.known[ref]
            if known != nil, (touched[ref] ?? 0) <= filter.seen { continue }
            let plan: PropertyPlan?
            if let made = plans[ref.type] {
                plan = made
            } else {
                plan = PropertyPlan(filter.spec, for: ref.type)
                plans[ref.type] = plan
            }
            guard let plan else { continue }
            var prints: [Int] = []
            var changes = SOAPWriter()
            for (index, (entry, value)) in zip(plan.entries, plan.values(of: ref, in: self)).enumerated() {
                var rendered = SOAPWriter()
                if let value { rendered.property(value, entry.type) }
                let print = value == nil ? 0 : rendered.text.hashValue | 1
                prints.append(print)
                guard known.map({ $0[index] != print }) ?? (value != nil) else { continue }
                changes.raw("<changeSet><name>\(entry.path.text.escapedXML)</name><op>assign</op>\(rendered.text)</changeSet>")
            }
            guard known != prints else { continue }
            if count >= limit { return (writer.text, count, true) }
            count += 1
            filter.known[ref] = prints
            writer.raw("<objectSet><kind>\(known == nil ? "enter" : "modify")</kind>")
            writer.write(.ref(ref), as: "obj", FieldType(base: "ManagedObject", isReference: true))
            writer.raw(changes.text)
            writer.raw("</objectSet>")
        }
        for ref in left.sorted(by: { $0.id < $1.id }) {
            if count >= limit { return (writer.text, count, true) }
            count += 1
            filter.known[ref] = nil
            writer.raw("<objectSet><kind>leave</kind>")
            writer.write(.ref(ref), as: "obj", FieldType(base: "ManagedObject", isReference: true))
            writer.raw("</objectSet>")
        }
        filter.seen = now
        return (writer.text, count, false)
    }
}

extension SOAPWriter {
    /// A property that may not be read, and why.
    mutating func missing(_ path: String, _ fault: Fault) {
        raw("<missingSet><path>\(path.escapedXML)</path>")
        write(.object(fault.localized), as: "fault", FieldType(base: "LocalizedMethodFault"))
        raw("</missingSet>")
    }
}

extension String {
    var escapedXML: String {
        var writer = SOAPWriter()
        writer.write(.string(self), as: "x", FieldType(base: "string"))
        return String(writer.text.dropFirst(3).dropLast(4))
    }
}
