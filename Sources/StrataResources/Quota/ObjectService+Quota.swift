public import StrataAPI
import StrataStore

extension ObjectService {
    /// How much the objects of a namespace take of each resource, by the resources' names. Those that nothing counts against are left out.
    public func quotaUsed(in namespace: String, of names: some Sequence<String>) -> [String: Quantity] {
        var used: [String: Quantity] = [:]
        let sums = sums(in: namespace, [], by: nil)
        for name in names {
            guard let resource = quotaResource(name) else { continue }
            used[name] = resource.quantity(taken(resource, sums))
        }
        return used
    }

    private func quotaResource(_ name: String) -> QuotaResource? { QuotaResource(name, kinds: kinds.map(\.kind)) }

    /// Checks a draft against the quotas of its namespace, and reserves what it takes.
    ///
    /// - Returns: what ``QuotaReservations/release(_:)`` gives back; nil where no quota is concerned.
    /// - Throws: `Forbidden` in Kubernetes' words: what was requested, what is used, and the limit; or the fields that must be given.
    func admit(_ draft: Draft, _ name: ObjectName) throws(APIError) -> (namespace: String, id: UInt64)? {
        guard !name.namespace.isEmpty, draft.options.part != .status, draft.kind != ResourceQuota.kind,
            let cache = caches[ResourceQuota.kind], cache.count() > 0
        else { return nil }
        let old = draft.old.map { draft.definition.quotaUse(of: $0) }
        let use = draft.definition.quotaUse(of: draft.new)
        // Who takes no more than before is let through, also where a limit was lowered since.
        guard use != old else { return nil }
        let prefix = try codec(ResourceQuota.kind).prefix(namespace: name.namespace)
        let quotas = cache.snapshot(prefix: prefix).items.filter { !$0.isBeingDeleted }.compactMap { ResourceQuota(json: $0.json) }
        guard !quotas.isEmpty else { return nil }
        let key = try codec(draft.kind).key(name)
        let before = old?.amounts ?? .zero
        let check = { (others: [QuotaReservations.Reservation]) throws(APIError) in
            let sums = self.sums(in: name.namespace, others, by: key)
            for quota in quotas { try self.check(draft, name, use, more: use.amounts &- before, against: quota, sums) }
        }
        if draft.options.isDryRun {
            let reservation = try self.quotas.reserve(draft.kind, key, in: name.namespace, use, unless: check)
            self.quotas.release(reservation)
            return nil
        }
        return try self.quotas.reserve(draft.kind, key, in: name.namespace, use, unless: check)
    }

    private func check(
        _ draft: Draft, _ name: ObjectName, _ use: QuotaUse, more: SIMD4<Int64>, against quota: ResourceQuota,
        _ sums: [ResourceKind: SIMD4<Int64>]
    ) throws(APIError) {
        var missing: [(resource: String, field: FieldPath)] = []
        var exceeded: [(name: String, requested: Quantity, used: Quantity, hard: Quantity)] = []
        for (resourceName, hard) in quota.hard.sorted(by: { $0.key < $1.key }) {
            guard let resource = quotaResource(resourceName), use.isCounted else { continue }
            switch resource {
            case .count(let kind): guard kind == draft.kind else { continue }
            default: guard draft.definition.quotaShare != nil else { continue }
            }
            if let field = draft.definition.quotaField(resource), use[resource] == nil { missing.append((resourceName, field)) }
            let requested = more[resource.place]
            guard requested > 0 else { continue }
            let used = taken(resource, sums)
            guard used > resource.amount(hard) - requested else { continue }
            exceeded.append((resourceName, resource.quantity(requested), resource.quantity(used), hard))
        }
        let head = "\(draft.kind.qualifiedPlural) \"\(name.name)\" is forbidden: "
        guard missing.isEmpty else {
            let list = missing.map { "\($0.resource) for: \(name.name)" }.joined(separator: "; ")
            let fields = missing.map(\.field.description).joined(separator: ", ")
            throw APIError(
                .forbidden, "\(head)failed quota: \(quota.metadata.name): must specify \(list): set \(fields)", kind: draft.kind,
                name: name.name,
                causes: missing.map {
                    .init(reason: "FieldValueRequired", message: "Required value: \($0.resource) is limited here", field: "\($0.field)")
                })
        }
        guard exceeded.isEmpty else {
            func list(_ amount: (Quantity, Quantity, Quantity) -> Quantity) -> String {
                exceeded.map { "\($0.name)=\(amount($0.requested, $0.used, $0.hard).text)" }.joined(separator: ",")
            }
            throw APIError(
                .forbidden,
                "\(head)exceeded quota: \(quota.metadata.name), requested: \(list { requested, _, _ in requested }), used: \(list { _, used, _ in used }), limited: \(list { _, _, hard in hard })",
                kind: draft.kind, name: name.name)
        }
    }

    /// What the objects of each kind take in a namespace, with what writes under way will take.
    ///
    /// - Parameter key: the object that asks, whose own writes do not count twice.
    private func sums(in namespace: String, _ others: [QuotaReservations.Reservation], by key: String?) -> [ResourceKind: SIMD4<Int64>] {
        var result: [ResourceKind: SIMD4<Int64>] = [:]
        for (kind, cache) in caches where kind.isNamespaced {
            let writes = others.filter { $0.kind == kind && $0.key != key }
            let (sums, items) = cache.totals(namespace, at: writes.map(\.key))
            result[kind] = zip(writes, items).reduce(sums) { sum, pair in
                let more = pair.0.use.amounts &- (pair.1?.quotaUse.amounts ?? .zero)
                return sum &+ more.replacing(with: 0, where: more .< 0)
            }
        }
        return result
    }

    /// How much of a resource is taken.
    private func taken(_ resource: QuotaResource, _ sums: [ResourceKind: SIMD4<Int64>]) -> Int64 {
        if case .count(let kind) = resource { return sums[kind]?[0] ?? 0 }
        return kinds.reduce(0) { sum, definition in
            definition.quotaShare == nil ? sum : sum &+ (sums[definition.kind]?[resource.place] ?? 0)
        }
    }
}

extension QuotaUse {
    /// How much of a resource is asked for; nil for no limit.
    fileprivate subscript(resource: QuotaResource) -> Int64? {
        switch resource {
        case .count: 1
        case .cpu: cpu
        case .memory: memory
        case .storage: storage
        }
    }
}
