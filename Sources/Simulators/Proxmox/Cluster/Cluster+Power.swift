import SimulatorKit
import StrataAPI

extension Cluster {
    /// Has a guest run, from its beginning.
    func run(_ number: Int) {
        let pid = nextPID()
        change(number) { guest in
            for (key, value) in guest.pending { guest.config[key] = value }
            guest.pending = [:]
            guest.power = .running
            guest.startedAt = now
            guest.pid = pid
        }
    }

    /// Has a guest be off.
    func turnOff(_ number: Int) {
        change(number) { guest in
            for (key, value) in guest.pending { guest.config[key] = value }
            guest.pending = [:]
            guest.power = .stopped
            guest.pid = 0
        }
    }

    /// `status/DEED` of a guest.
    func power(
        _ guest: Guest, _ deed: String, _ parameters: [String: String], by caller: AccessControl.Caller
    ) throws(Fault) -> String {
        let number = guest.number
        let prefix = guest.kind.taskPrefix
        if ["start", "stop", "shutdown"].contains(deed), let wanted = managed(guest, deed, by: caller) { return wanted }
        func task(
            _ kind: String, _ seconds: Double, _ work: @escaping @Sendable (isolated Cluster, Guest) async throws -> Void
        ) -> String {
            begin("\(prefix)\(kind)", "\(number)", on: guest.node, by: caller, seconds: seconds) { cluster in
                guard let now = cluster.state.guests[number], now.node == guest.node else {
                    throw Fault.noGuest(guest.node, guest.kind, number)
                }
                try await work(cluster, now)
            }
        }
        switch (deed, guest.kind) {
        case ("start", _):
            if guest.isTemplate { throw Fault(500, "you can't start a \(guest.kind == .qemu ? "vm" : "CT") if it's a template") }
            try requireUnlocked(guest, except: "suspended")
            if guest.power != .stopped {
                guard guest.kind == .lxc else {
                    return task("start", 0) { _, _ in throw Fault(500, "VM \(number) already running") }
                }
                throw Fault(500, "CT \(number) already running")
            }
            return task("start", 1) { cluster, now in
                try cluster.requireUnlocked(now, except: "suspended")
                cluster.run(number)
                cluster.change(number) { guest in
                    guest.lock = ""
                    guest.config["vmstate"] = nil
                }
            }
        case ("stop", _):
            try requireUnlocked(guest, except: guest.lock == "suspended" ? "suspended" : "")
            if guest.kind == .lxc, guest.power == .stopped { throw Fault(500, "CT \(number) not running") }
            return task("stop", 0.5) { cluster, now in if now.power != .stopped { cluster.turnOff(number) } }
        case ("shutdown", _):
            try requireUnlocked(guest)
            if guest.power == .stopped {
                if guest.kind == .lxc { throw Fault(500, "CT \(number) not running") }
                return task("shutdown", 0) { _, _ in throw Fault(500, "VM \(number) not running") }
            }
            let timeout = Double(parameters["timeout"] ?? "") ?? (guest.kind == .lxc ? 60 : 180)
            let isForced = Self.isTrue(parameters["forceStop"])
            return task("shutdown", 0.2) { cluster, now in
                if now.hasSystem, now.power == .running {
                    // How long a guest takes to end what it does.
                    try await cluster.time.pass(min(2, timeout))
                } else {
                    try await cluster.time.pass(timeout)
                    guard isForced else { throw Fault(500, "VM quit/powerdown failed - got timeout") }
                }
                cluster.turnOff(number)
            }
        case ("reboot", _):
            try requireUnlocked(guest)
            if guest.power == .stopped { throw Fault(500, "\(guest.kind.word) \(number) not running") }
            return task("reboot", 2) { cluster, _ in
                cluster.turnOff(number)
                cluster.run(number)
            }
        case ("reset", .qemu):
            try requireUnlocked(guest)
            if guest.power == .stopped { throw Fault(500, "VM \(number) not running") }
            return task("reset", 0.2) { cluster, _ in cluster.change(number) { $0.startedAt = cluster.now } }
        case ("suspend", .qemu):
            try requireUnlocked(guest)
            if guest.power == .stopped { throw Fault(500, "VM \(number) not running") }
            guard Self.isTrue(parameters["todisk"]) else {
                return task("pause", 0.2) { cluster, _ in cluster.change(number) { $0.power = .paused } }
            }
            change(number) { $0.lock = "suspending" }
            return task("suspend", 3) { cluster, _ in
                cluster.turnOff(number)
                cluster.change(number) { guest in
                    guest.lock = "suspended"
                    guest.config["vmstate"] = "local-lvm:vm-\(number)-state-suspend"
                }
            }
        case ("resume", .qemu):
            try requireUnlocked(guest, except: "suspended")
            if guest.power == .stopped { throw Fault(500, "VM \(number) not running") }
            return task("resume", 0.2) { cluster, now in cluster.change(number) { if now.power == .paused { $0.power = .running } } }
        default: throw Fault(501, "Method 'POST /nodes/\(guest.node)/\(guest.kind.rawValue)/\(number)/status/\(deed)' not implemented")
        }
    }

    /// What the cluster manages is told what state is wanted, and becomes so a while after the task has ended.
    private func managed(_ guest: Guest, _ deed: String, by caller: AccessControl.Caller) -> String? {
        let id = Self.managedID(guest)
        guard state.managed[id] != nil else { return nil }
        let number = guest.number
        state.managed[id] = deed == "start" ? "started" : "stopped"
        save()
        return begin(deed == "start" ? "hastart" : "hastop", "\(number)", on: guest.node, by: caller, seconds: 0.3) { cluster in
            Task {
                try await cluster.time.pass(3)
                guard let now = cluster.state.guests[number], cluster.state.managed[id] != nil else { return }
                if deed == "start", now.power == .stopped { cluster.run(number) }
                if deed != "start", now.power != .stopped { cluster.turnOff(number) }
            }
        }
    }
}
