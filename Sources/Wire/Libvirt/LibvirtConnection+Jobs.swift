public import XMLDocuments

internal import CLibvirt

/// How far a long job of a domain's has come (libvirt, `virDomainGetJobStats`).
public struct DomainJob: Sendable, Hashable {
    /// Whether it is still under way.
    public var isUnderWay = false
    /// Bytes carried so far, and those that are left: all, of disks, and of memory.
    public var done: Int64 = 0
    public var left: Int64 = 0
    public var diskLeft: Int64 = 0
    public var memoryLeft: Int64 = 0
    /// Of one that has ended: whether it did what it should, and what was wrong; nil where the hypervisor does not tell.
    public var isSuccess: Bool?
    public var problem = ""
    /// Of one that has ended: how long the guest was held, in milliseconds.
    public var downtime: Int64?

    mutating func take(_ field: String, _ value: Int64) {
        switch field {
        case "data_processed": done = value
        case "data_remaining": left = value
        case "disk_remaining": diskLeft = value
        case "memory_remaining": memoryLeft = value
        case "downtime": downtime = value
        default: return
        }
    }
}

extension LibvirtConnection {
    /// The job that a domain is busy with; nothing is under way where it has none.
    public func job(of id: DomainID) async throws(LibvirtError) -> DomainJob {
        try await call("look at the job of \(id)") { caller throws(LibvirtError) in
            try caller.domain(id) { domain throws(LibvirtError) in try Self.job(of: domain, flags: 0, caller) }
        }
    }

    /// How the last job of a domain's ended. It is told once.
    public func endedJob(of id: DomainID) async throws(LibvirtError) -> DomainJob {
        try await call("look at the job of \(id)") { caller throws(LibvirtError) in
            try caller.domain(id) { domain throws(LibvirtError) in
                try Self.job(of: domain, flags: UInt32(VIR_DOMAIN_JOB_STATS_COMPLETED.rawValue), caller)
            }
        }
    }

    /// Gives up the job that a domain is busy with. An error where it has none.
    public func abortJob(of id: DomainID) async throws(LibvirtError) { try await act("abort the job of", id) { $0.virDomainAbortJob($1) } }

    /// Copies disks of a running domain as they are at this moment, while it writes on. Returns once the copying has begun; ``job(of:)`` tells of its progress.
    ///
    /// - Parameters:
    ///   - definition: libvirt, "Backup XML", with files that are there.
    ///   - checkpoint: libvirt, "Checkpoint XML": from which moment on what changes is noted, the moment being the copy's; nil for none. It stays also where the copying fails later.
    /// - Throws: ``LibvirtError/refused(code:part:message:)`` with ``LibvirtError/Code/checkpointInconsistent`` or ``LibvirtError/Code/noDomainCheckpoint`` where what
    ///   changed since the checkpoint that `definition` names is not known.
    public func beginBackup(
        _ definition: XMLElement, checkpoint: XMLElement? = nil, of id: DomainID
    ) async throws(LibvirtError) {
        let (xml, checkpoint) = (definition.xml, checkpoint?.xml)
        try await call("copy the disks of \(id)", within: .seconds(60)) { caller throws(LibvirtError) in
            let begin = try caller.young("virDomainBackupBegin", caller.api.virDomainBackupBegin)
            try caller.domain(id) { domain throws(LibvirtError) in
                _ = try caller.check(begin(domain, xml, checkpoint, UInt32(VIR_DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL.rawValue)))
            }
        }
    }

    /// The copying of disks that a domain is busy with (libvirt, "Backup XML"); nil where there is none.
    public func backup(of id: DomainID) async throws(LibvirtError) -> XMLElement? {
        do throws(LibvirtError) {
            return try await call("look at the copying of \(id)") { caller throws(LibvirtError) in
                let describe = try caller.young("virDomainBackupGetXMLDesc", caller.api.virDomainBackupGetXMLDesc)
                return try caller.domain(id) { domain throws(LibvirtError) in
                    try XMLElement(definition: caller.text(describe(domain, 0), "a copy's definition"))
                }
            }
        } catch {
            if error.code == .noDomainBackup { return nil }
            throw error
        }
    }

    private static func job(of domain: virDomainPtr, flags: UInt32, _ caller: Caller) throws(LibvirtError) -> DomainJob {
        var type: Int32 = 0
        var parameters: virTypedParameterPtr?
        var count: Int32 = 0
        try caller.check(caller.api.virDomainGetJobStats(domain, &type, &parameters, &count, flags))
        defer { caller.api.virTypedParamsFree(parameters, count) }
        var job = DomainJob()
        job.isUnderWay = [VIR_DOMAIN_JOB_BOUNDED.rawValue, VIR_DOMAIN_JOB_UNBOUNDED.rawValue].contains(UInt32(bitPattern: type))
        if type == Int32(VIR_DOMAIN_JOB_COMPLETED.rawValue) { job.isSuccess = true }
        if type == Int32(VIR_DOMAIN_JOB_FAILED.rawValue) || type == Int32(VIR_DOMAIN_JOB_CANCELLED.rawValue) { job.isSuccess = false }
        for index in 0..<Int(count) {
            guard var parameter = parameters?[index] else { continue }
            let name = withUnsafeBytes(of: &parameter.field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name == "errmsg", parameter.type == Int32(VIR_TYPED_PARAM_STRING.rawValue), let text = parameter.value.s {
                job.problem = String(cString: text)
            }
            if let value = number(parameter) { job.take(name, value) }
        }
        return job
    }
}
