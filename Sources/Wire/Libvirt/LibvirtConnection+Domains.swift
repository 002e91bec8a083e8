internal import CLibvirt
import Glibc

extension LibvirtConnection {
    /// The groups of statistics that ``DomainRecord`` consists of.
    private static var groups: UInt32 {
        UInt32(
            VIR_DOMAIN_STATS_STATE.rawValue | VIR_DOMAIN_STATS_CPU_TOTAL.rawValue | VIR_DOMAIN_STATS_BALLOON.rawValue
                | VIR_DOMAIN_STATS_VCPU.rawValue | VIR_DOMAIN_STATS_INTERFACE.rawValue | VIR_DOMAIN_STATS_BLOCK.rawValue)
    }

    /// As many as the daemon's protocol carries in one answer (libvirt, `REMOTE_CONNECT_GET_ALL_DOMAIN_STATS_MAX`).
    private static var most: Int { 4096 }

    /// All domains, active or not: one call for all, or one for each 4,096 of more. A hypervisor without statistics is asked for each one's state.
    public func domains() async throws(LibvirtError) -> [DomainRecord] {
        try await call("list domains", within: .seconds(60)) { caller throws(LibvirtError) in
            do throws(LibvirtError) {
                return try Self.statistics(caller) { records in
                    caller.api.virConnectGetAllDomainStats(
                        caller.connection, Self.groups, records, UInt32(VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT.rawValue))
                }
            } catch {
                guard error.code != nil, !error.isDisconnection || caller.api.virConnectIsAlive(caller.connection) == 1 else { throw error }
                return try Self.domainsInParts(caller)
            }
        }
    }

    /// The state of one domain; nil when there is none of that name.
    public func domain(_ id: DomainID) async throws(LibvirtError) -> DomainRecord? {
        do throws(LibvirtError) {
            return try await call("look at \(id)") { caller throws(LibvirtError) in
                try caller.domain(id) { domain throws(LibvirtError) in try Self.record(of: domain, caller) }
            }
        } catch {
            if error.code == .noDomain || error.code == .invalidArgument { return nil }
            throw error
        }
    }

    /// The state and use of one domain; nil when there is none of that name.
    public func statistics(of id: DomainID) async throws(LibvirtError) -> DomainRecord? {
        do throws(LibvirtError) {
            return try await call("look at \(id)") { caller throws(LibvirtError) in
                try caller.domain(id) { domain throws(LibvirtError) in
                    var pointers: [virDomainPtr?] = [domain, nil]
                    let records = try? pointers.withUnsafeMutableBufferPointer { pointers throws(LibvirtError) in
                        try Self.statistics(caller) {
                            caller.api.virDomainListGetStats(
                                pointers.baseAddress, Self.groups, $0, UInt32(VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT.rawValue))
                        }
                    }
                    if let record = records?.first { return record }
                    return try Self.record(of: domain, caller)
                }
            }
        } catch {
            if error.code == .noDomain || error.code == .invalidArgument { return nil }
            throw error
        }
    }

    /// The UUIDs of all domains whose memory is kept for their next start.
    public func savedDomains() async throws(LibvirtError) -> Set<String> {
        do throws(LibvirtError) {
            return try await call("list saved domains", within: .seconds(60)) { caller throws(LibvirtError) in
                try Self.listed(caller, flags: UInt32(VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE.rawValue)) { domains throws(LibvirtError) in
                    var uuids: Set<String> = []
                    for domain in domains { uuids.insert(try Self.uuid(of: domain, caller)) }
                    return uuids
                }
            }
        } catch {
            // A hypervisor that keeps no memory does not know the question.
            if [.noSupport, .invalidArgument, .argumentUnsupported].contains(error.code) { return [] }
            throw error
        }
    }

    /// The definitions of domains, by UUID; those that are gone meanwhile are left out. One call for each, all in one go.
    ///
    /// - Parameter isInactive: whether what the next start makes of them is wanted, and not what they are now.
    public func definitions(of uuids: [String], isInactive: Bool = true) async throws(LibvirtError) -> [String: String] {
        // Each go holds a thread of the connection's; the limit is for one.
        try await call("read definitions", within: .seconds(30) + .milliseconds(20) * uuids.count) { caller throws(LibvirtError) in
            var definitions: [String: String] = [:]
            for uuid in uuids {
                do throws(LibvirtError) {
                    definitions[uuid] = try caller.domain(.uuid(uuid)) { domain throws(LibvirtError) in
                        try Self.definition(of: domain, isInactive: isInactive, caller)
                    }
                } catch {
                    guard error.code == .noDomain else { throw error }
                }
            }
            return definitions
        }
    }

    /// The definition of one domain; nil when there is none.
    public func definition(of id: DomainID, isInactive: Bool = true) async throws(LibvirtError) -> String? {
        do throws(LibvirtError) {
            return try await call("read the definition of \(id)") { caller throws(LibvirtError) in
                try caller.domain(id) { domain throws(LibvirtError) in try Self.definition(of: domain, isInactive: isInactive, caller) }
            }
        } catch {
            if error.code == .noDomain || error.code == .invalidArgument { return nil }
            throw error
        }
    }

    private static func definition(of domain: virDomainPtr, isInactive: Bool, _ caller: Caller) throws(LibvirtError) -> String {
        try caller.text(
            caller.api.virDomainGetXMLDesc(domain, isInactive ? UInt32(VIR_DOMAIN_XML_INACTIVE.rawValue) : 0), "a domain's definition")
    }

    /// All domains when there are too many for one answer, or the hypervisor keeps no statistics.
    private static func domainsInParts(_ caller: Caller) throws(LibvirtError) -> [DomainRecord] {
        try listed(caller, flags: 0) { domains throws(LibvirtError) in
            var records: [DomainRecord] = []
            records.reserveCapacity(domains.count)
            for start in stride(from: 0, to: domains.count, by: most / 4) {
                let part = domains[start..<min(start + most / 4, domains.count)]
                var pointers: [virDomainPtr?] = part.map { $0 } + [nil]
                do throws(LibvirtError) {
                    records += try pointers.withUnsafeMutableBufferPointer { pointers throws(LibvirtError) in
                        try statistics(caller) { caller.api.virDomainListGetStats(pointers.baseAddress, groups, $0, 0) }
                    }
                } catch {
                    for domain in part {
                        if let record = try? record(of: domain, caller) { records.append(record) }
                    }
                }
            }
            return records
        }
    }

    private static func statistics(
        _ caller: Caller, _ ask: (UnsafeMutablePointer<UnsafeMutablePointer<virDomainStatsRecordPtr?>?>) -> Int32
    ) throws(LibvirtError) -> [DomainRecord] {
        var answer: UnsafeMutablePointer<virDomainStatsRecordPtr?>?
        let count = try caller.check(ask(&answer))
        defer { caller.api.virDomainStatsRecordListFree(answer) }
        var records: [DomainRecord] = []
        records.reserveCapacity(Int(count))
        for index in 0..<Int(count) {
            guard let record = answer?[index]?.pointee, let domain = record.dom else { continue }
            var domainRecord = try named(domain, caller)
            for field in 0..<Int(record.nparams) {
                guard var parameter = record.params?[field] else { continue }
                guard let value = Self.number(parameter) else { continue }
                let name = withUnsafeBytes(of: &parameter.field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
                domainRecord.take(name, value)
            }
            records.append(domainRecord)
        }
        return records
    }

    static func number(_ parameter: virTypedParameter) -> Int64? {
        switch UInt32(bitPattern: parameter.type) {
        case VIR_TYPED_PARAM_INT.rawValue: Int64(parameter.value.i)
        case VIR_TYPED_PARAM_UINT.rawValue: Int64(parameter.value.ui)
        case VIR_TYPED_PARAM_LLONG.rawValue: parameter.value.l
        case VIR_TYPED_PARAM_ULLONG.rawValue: Int64(clamping: parameter.value.ul)
        default: nil
        }
    }

    /// One domain by two calls that every hypervisor knows.
    private static func record(of domain: virDomainPtr, _ caller: Caller) throws(LibvirtError) -> DomainRecord {
        var record = try named(domain, caller)
        var (state, reason): (Int32, Int32) = (0, 0)
        try caller.check(caller.api.virDomainGetState(domain, &state, &reason, 0))
        record.state = DomainRecord.State(rawValue: state) ?? .none
        record.reason = reason
        var info = virDomainInfo()
        if caller.api.virDomainGetInfo(domain, &info) == 0 {
            record.cpuTime = info.cpuTime
            record.memory = Int64(info.memory) * 1024
            record.memoryLimit = Int64(info.maxMem) * 1024
            record.processors = Int(info.nrVirtCpu)
        }
        return record
    }

    private static func named(_ domain: virDomainPtr, _ caller: Caller) throws(LibvirtError) -> DomainRecord {
        var record = DomainRecord()
        record.uuid = try uuid(of: domain, caller)
        record.name = String(cString: try caller.check(caller.api.virDomainGetName(domain)))
        return record
    }

    static func uuid(of domain: virDomainPtr, _ caller: Caller) throws(LibvirtError) -> String {
        try caller.check(UUIDText.read { caller.api.virDomainGetUUIDString(domain, $0) })
    }

    /// Does something with all domains that some flags choose.
    private static func listed<Value>(
        _ caller: Caller, flags: UInt32, _ body: ([virDomainPtr]) throws(LibvirtError) -> Value
    ) throws(LibvirtError) -> Value {
        var list: UnsafeMutablePointer<virDomainPtr?>?
        let count = try caller.check(caller.api.virConnectListAllDomains(caller.connection, &list, flags))
        let domains = (0..<Int(count)).compactMap { list?[$0] }
        defer {
            for domain in domains { _ = caller.api.virDomainFree(domain) }
            free(list)
        }
        return try body(domains)
    }
}

/// A UUID as libvirt writes it into a buffer.
enum UUIDText {
    /// nil where the call failed.
    static func read(_ body: (UnsafeMutablePointer<CChar>) -> Int32) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(VIR_UUID_STRING_BUFLEN))
        return buffer.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress, body(base) == 0 else { return nil }
            return String(cString: base)
        }
    }
}
