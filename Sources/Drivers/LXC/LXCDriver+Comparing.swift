import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

extension LXCDriver: Comparing {
    /// See ``Comparing/changes(_:to:)``. Compares the configuration there is with the one that the order makes, and where they say the same of a limit,
    /// what the kernel holds a running container to. Lines that others added after Strata's part go before it, and are told of although they stay.
    public func changes(_ id: NativeID, to order: Order) async throws(DriverError) -> [SettingChange] {
        let attempt = "compare"
        let config = try await existing(id, attempt)
        let options = try checkedOptions(of: order, attempt)
        let wanted = ContainerConfig(parsing: try await changed(id, config, order, options, connects: false).text())
        let isRunning = try await isActive(id.text)
        let should = ContainerSettings(wanted, name: id.text).fields
        var has = ContainerSettings(config, name: id.text).fields
        if ContainerTag(config, name: id.text) == nil {
            // What is taken over is compared by what Strata will keep of it.
            has = has.filter {
                should[$0.key] != nil || $0.key == "spec.cpu.cores" || $0.key == "spec.memory" || $0.key == "spec.processes"
            }
        }
        if isRunning {
            let live = try await liveLimits(id.text, attempt)
            for (field, value) in live.deviations(from: Limits(config)) where has[field] == should[field] { has[field] = value }
        }
        return SettingChange.between(has, should) { isRunning && ContainerSettings.needsRestart($0) }
    }

    /// The addresses of an instance's cards, but for those that have none yet.
    func leases(_ order: Order, options: ContainerOptions) async throws(DriverError) -> [NetworkLease] {
        guard options.network == .managed else { return [] }
        return try await attachments.leases(of: order.uid, on: Self.cards(of: order), "compare", order.name.name)
    }

    /// What the kernel holds a container's processes to.
    func liveLimits(_ name: String, _ attempt: String) async throws(DriverError) -> LiveLimits {
        try await .read(
            try await firstProcess(name, attempt), layout: facts.layout, tools: tools, attempt, name, isOwn: CgroupLayout.isPayload)
    }
}
