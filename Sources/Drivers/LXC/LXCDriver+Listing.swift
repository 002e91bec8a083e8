public import StrataDriverKit
import StrataAPI
import StrataLinuxHost

extension LXCDriver {
    /// See ``Driver/list()``. One `lxc-ls`, and files; over SSH five commands, however many containers there are.
    ///
    /// A container whose configuration LXC cannot load appears with LXC's words as its problem.
    public func list() async throws(DriverError) -> [ObservedInstance] {
        let attempt = "list"
        let names = try await tools.directories(in: tools.path, attempt, tools.path).filter(ContainerName.isSafe)
        guard !names.isEmpty else { return [] }
        async let listed = table()
        let configs = try await tools.read(names.flatMap { ["\(directory($0))/config", log(of: $0)] }, attempt, tools.path)
        let table = try await listed.get()
        let rows = Dictionary(table.rows.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let known = names.filter { configs["\(directory($0))/config"] != nil }
        let measures = try await measures(of: rows.values.compactMap(\.pid))
        var observed: [ObservedInstance] = []
        for name in known {
            let bytes = configs["\(directory(name))/config"] ?? []
            let config = ContainerConfig(parsing: bytes)
            if let row = rows[name] {
                var one = observation(name, config, state: row.state, pid: row.pid, measures)
                finish(&one, bytes, config, measures, log: configs[log(of: name)])
                observed.append(one)
            } else {
                observed.append(try await unreadable(name, config, bytes))
            }
        }
        return observed
    }

    /// What `lxc-ls` says of all containers, as a result since `async let` forgets an error's type.
    private func table() async -> Result<ContainerTable, DriverError> {
        var command = facts.command("lxc-ls", ["-P", tools.path, "-f", "-F", "NAME,STATE,PID"], map: nil)
        command.deadline = .seconds(60)
        do throws(DriverError) {
            return .success(ContainerTable(parsing: try await tools.check(command, "list", tools.path).text))
        } catch {
            return .failure(error)
        }
    }

    /// See ``Driver/observe(_:)``.
    public func observe(_ id: NativeID) async throws(DriverError) -> ObservedInstance? {
        guard ContainerName.isSafe(id.text), let bytes = try await tools.read("\(directory(id.text))/config", "look at", id.text) else {
            return nil
        }
        let config = ContainerConfig(parsing: bytes)
        if let info = try await kernelInfo(id.text) {
            let measures = try await measures(of: [info.pid].compactMap(\.self))
            var one = observation(id.text, config, state: info.state, pid: info.pid, measures)
            finish(&one, bytes, config, measures, log: nil)
            return one
        }
        let output = try await tools.run(tools.command("lxc-info", id.text, ["-s", "-p"]), "look at", id.text)
        guard output.succeeded else {
            // It may have been removed in between.
            guard try await tools.exists("\(directory(id.text))/config", "look at", id.text) else { return nil }
            return try await unreadable(id.text, config, bytes)
        }
        let info = ContainerInfo(parsing: output.text)
        let measures = try await measures(of: [info.pid].compactMap(\.self))
        var one = observation(id.text, config, state: info.state, pid: info.pid, measures)
        finish(&one, bytes, config, measures, log: try await tools.read(log(of: id.text), "look at", id.text))
        return one
    }

    /// Adds how a stopped container ended, and the word for its settings: its configuration, and limits of the kernel's that are not those.
    private func finish(
        _ observed: inout ObservedInstance, _ bytes: [UInt8], _ config: ContainerConfig, _ measures: Measures, log: [UInt8]?
    ) {
        if observed.power == .stopped, let log { observed.exit = StartLog.exit(in: String(decoding: log.suffix(64 << 10), as: UTF8.self)) }
        let live = observed.pid.flatMap { measures[$0] }.map { LiveLimits($0.limits).deviations(from: Limits(config)) } ?? [:]
        // How many line feeds a file ends with depends on how it was read.
        let text = bytes[..<((bytes.lastIndex { $0 != UInt8(ascii: "\n") } ?? -1) + 1)]
        observed.settings = SettingsDigest.of(text + (live.isEmpty ? [] : JSONValue.object(live).encoded()))
    }

    /// What the kernel's own files tell of a container that runs or is frozen; nil where they do not tell all, and LXC must be asked.
    ///
    /// On this machine alone, where reading files costs a small part of what a command does.
    func kernelInfo(_ name: String) async throws(DriverError) -> ContainerInfo? {
        guard machine.isLocal, let group = facts.layout.payload(of: name), try await isActive(name),
            let members = try await tools.read("\(group)/cgroup.procs", "look at", name)
        else { return nil }
        // The first process is nearly always the group's first.
        let pids = String(decoding: members, as: UTF8.self).split(separator: "\n").prefix(8).compactMap { Int($0) }
        let statuses = try await tools.read(pids.map { "/proc/\($0)/status" }, "look at", name)
        let first = pids.first { pid in
            statuses["/proc/\(pid)/status"].map { ProcessFiles.isFirst(status: String(decoding: $0, as: UTF8.self)) } ?? false
        }
        // A container of the same name in another LXC path has the group of that name if it was there first.
        guard let first, let status = statuses["/proc/\(first)/status"],
            let monitor = ProcessFiles.parent(status: String(decoding: status, as: UTF8.self)),
            let title = try await tools.read("/proc/\(monitor)/cmdline", "look at", name),
            String(decoding: title.prefix { $0 != 0 }, as: UTF8.self) == "[lxc monitor] \(tools.path) \(name)"
        else { return nil }
        return ContainerInfo(state: try await isFrozen(name) ? "FROZEN" : "RUNNING", pid: first)
    }

    /// The process id of a running container's first process; nil for one that is stopped.
    func firstProcess(_ name: String, _ attempt: String) async throws(DriverError) -> Int? {
        if let known = try await kernelInfo(name)?.pid { return known }
        let output = try await tools.run(tools.command("lxc-info", name, ["-s", "-p"]), attempt, name)
        return output.succeeded ? ContainerInfo(parsing: output.text).pid : nil
    }

    private func measures(of pids: [Int]) async throws(DriverError) -> Measures {
        try await Measures.read(pids, layout: facts.layout, bootTime: facts.bootTime, tools: tools, isOwn: CgroupLayout.isPayload)
    }

    private func observation(_ name: String, _ config: ContainerConfig, state: String, pid: Int?, _ measures: Measures) -> ObservedInstance
    {
        var observed = self.observed(name, config, Self.power(state))
        guard let pid else { return observed }
        observed.pid = pid
        guard let measured = measures[pid] else { return observed }
        // The first card's address comes first; the kernel tells of them by their numbers.
        let given = config.addresses.filter(measured.addresses.contains)
        observed.addresses = given + measured.addresses.filter { !given.contains($0) }
        observed.startedAt = measured.startedAt
        observed.usage = measured.usage
        return observed
    }

    private func observed(_ name: String, _ config: ContainerConfig, _ power: PowerState) -> ObservedInstance {
        let limits = Limits(config)
        let tag = ContainerTag(config, name: name)
        var observed = ObservedInstance(
            id: NativeID(name), owner: tag?.uid, type: .container, power: power, host: facts.host,
            cpuCores: limits.cpuCores, memory: limits.memory.map(Quantity.init(bytes:)), processes: limits.processes)
        observed.ownerName = tag?.instance ?? ""
        observed.ownerServer = tag?.server ?? ""
        return observed
    }

    /// A container that LXC's tools pass over.
    private func unreadable(_ name: String, _ config: ContainerConfig, _ bytes: [UInt8]) async throws(DriverError) -> ObservedInstance {
        var observed = observed(name, config, try await isActive(name) ? .running : .stopped)
        if let known = verdicts[name, bytes] {
            observed.problem = known
        } else if verdicts.mayAsk() {
            let output = try await tools.run(tools.command("lxc-info", name, ["-s", "-o", "/dev/null", "-l", "ERROR"]), "look at", name)
            observed.problem = output.succeeded ? "" : tools.answer(output)
            verdicts[name, bytes] = observed.problem
        } else {
            observed.problem = "LXC cannot load this container's configuration"
        }
        return observed
    }

    /// What a state word of LXC's means (lxc(7), "CONTAINER LIFE CYCLE").
    static func power(_ state: String) -> PowerState {
        switch state {
        case "RUNNING", "THAWED": .running
        case "FROZEN": .paused
        case "STOPPED": .stopped
        case "STARTING": .starting
        case "STOPPING", "ABORTING": .stopping
        default: .other(state.printable(limit: 40))
        }
    }
}
