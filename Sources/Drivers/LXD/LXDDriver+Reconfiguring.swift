import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver: Comparing {
    /// See ``Reconfiguring/update(_:to:)``. Limits and ports change at once; host name, command and environment at the next start.
    ///
    /// An instance that Strata did not make is taken over by this: it gets the order's UID, labels and limits, and keeps all else.
    public func update(_ id: NativeID, to order: Order) async throws(DriverError) -> [String] {
        let attempt = "change"
        try check(id, attempt)
        var later: [String] = []
        try await rewrite(id.text, attempt) { record throws(DriverError) in
            let whole = try await changed(record, order, attempt)
            let wanted = LiveChange.possible(whole, of: record)
            later = try await place(record, order, attempt) + LiveChange.later(whole, wanted, record)
            guard !record.isOff else { return wanted }
            let changes = SettingChange.between(
                record.settings().fields, record.settings(wanted).fields, needsRestart: MachineSettings.needsRestart)
            later += changes.filter(\.needsRestart).map(\.difference.field)
            return wanted
        }
        return later
    }

    /// See ``Comparing/changes(_:to:)``. Compares the instance's configuration and devices with those that the order makes.
    public func changes(_ id: NativeID, to order: Order) async throws(DriverError) -> [SettingChange] {
        let attempt = "compare"
        try check(id, attempt)
        let record = try await existing(id, attempt)
        let wanted = try await changed(record, order, attempt)
        let changes = SettingChange.between(record.settings().fields, record.settings(wanted).fields) {
            !record.isOff && MachineSettings.needsRestart($0)
        }
        guard let member = try wantedMember(record, order, attempt) else { return changes }
        return changes + [
            SettingChange(
                Self.memberField, wanted: .string(member), found: .string(record.location),
                needsRestart: !record.isOff && !canBeCarried(record))
        ]
    }

    /// The instance as the order wants it, with all that is to stay.
    func changed(_ record: InstanceRecord, _ order: Order, _ attempt: String) async throws(DriverError) -> InstanceRecord {
        if let tag = record.tag, !order.mayHave(notedAs: tag.uid) {
            throw .notOwned(
                .init(
                    attempt, record.name,
                    answer: "it belongs to the instance \(tag.instance.printable(limit: 120)) with the UID \(tag.uid)"))
        }
        var wanted = record
        // Another instance's machine is taken over as any that was made by others.
        let old = record.tag.flatMap { $0.uid == order.uid ? $0 : nil }
        guard old?.origin == .created else {
            guard order.networks.isEmpty, order.volumes.isEmpty else {
                throw .refused(
                    .init(
                        attempt, record.name,
                        answer: "it was taken over, and keeps the network cards and disks that its configuration gives it",
                        hint: "Leave spec.networks and spec.volumes out"))
            }
            var tag = old ?? MachineTag(uid: order.uid, instance: order.name.description, origin: .adopted)
            tag.labels = order.labels
            tag.instance = order.name.description
            tag.server = order.server
            wanted.config = record.config.filter { !$0.key.hasPrefix(MachineTag.prefix) }.merging(tag.config) { $1 }
            let limits = MachineLimits(order)
            // What the profiles say is no less a limit; only what differs is written.
            if limits.fields != MachineLimits(record.expandedConfig).fields {
                limits.write(to: &wanted.config, isVirtualMachine: record.isVirtualMachine)
            }
            return wanted
        }
        var plan = try MachinePlan(order, old: record.tag, site: options, isVirtualMachine: record.isVirtualMachine, attempt)
        let profiles = plan.options.profiles.isEmpty ? record.profiles : plan.options.profiles
        plan.devices.merge(
            try await attachments(order, network: plan.options.network, old: record.devices, profiles: profiles, attempt)
        ) { $1 }
        wanted.config = plan.config(over: record.config, name: record.name)
        wanted.devices = plan.devices(over: record.devices, root: record.rootDisk)
        if !plan.options.profiles.isEmpty { wanted.profiles = plan.options.profiles }
        return wanted
    }
}

extension InstanceRecord {
    /// What a configuration says of the fields that can be wished: this one, or what is to become of it.
    func settings(_ changed: InstanceRecord? = nil) -> MachineSettings {
        let now = changed ?? self
        return MachineSettings(
            now.config, now.devices, profiled: expandedConfig.filter { config[$0.key] == nil }, profiles: now.profiles, now)
    }
}
