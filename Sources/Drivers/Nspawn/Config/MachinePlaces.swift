import StrataAPI
import StrataDriverKit

/// Where the parts of machines lie.
struct MachinePlaces: Sendable, Equatable {
    /// systemd's own place for machines.
    static let standard = "/var/lib/machines"

    /// The directory of all machines' root directories.
    let path: String
    /// The directory of the `.nspawn` files. systemd reads them from /etc for machines in its own place, else nspawn finds them beside the machine.
    let settings: String
    /// Strata's own part of all machines, each under its UID.
    let state: String

    init(path: String, stateDirectory: String) {
        self.path = path
        settings = path == Self.standard ? "/etc/systemd/nspawn" : path
        state = "\(stateDirectory)/nspawn"
    }

    func root(_ name: String) -> String { "\(path)/\(name)" }
    func image(_ name: String) -> String { "\(path)/\(name).raw" }
    func settings(_ name: String) -> String { "\(settings)/\(name).nspawn" }
    func side(_ uid: UID) -> MachineSide { MachineSide(path: "\(state)/\(uid.text)") }
    func bench(_ uid: UID) -> String { Workshop.bench(of: uid, in: path) }

    /// Where the tree lies that is a machine's own: all of it, or its layer above its image. What an ephemeral machine begins with at each start is
    /// its tree; what it changes meanwhile is not.
    func tree(_ definition: MachineDefinition) -> String {
        let side = side(definition.uid)
        if !definition.tree.isEmpty { return "\(side.path)/\(definition.tree)" }
        guard definition.root == .overlay else { return root(definition.name) }
        return definition.options.ephemeral ? side.seed : side.upper
    }
}

/// What Strata keeps of one machine beside its root directory.
struct MachineSide: Sendable, Equatable {
    let path: String

    /// What the machine changed of its image.
    var upper: String { "\(path)/upper" }
    /// What ``upper`` is at each start of an ephemeral machine.
    var seed: String { "\(path)/seed" }
    /// The files of its /etc that Strata sets.
    var files: String { "\(path)/files" }
    /// What its console showed.
    var log: String { "\(path)/console.log" }
    /// What it showed before ``log`` became too long.
    var olderLog: String { "\(log).1" }
    /// A pipe into its console.
    var input: String { "\(path)/in" }
    /// What nspawn said of itself.
    var messages: String { "\(path)/said" }
    /// nspawn's process id.
    var process: String { "\(path)/pid" }
    /// The process id of the shell that nspawn is the child of, where Strata supervises it.
    var shell: String { "\(path)/shell" }
    /// There since the machine was started.
    var started: String { "\(path)/started" }
    /// How its last run ended; missing until it has.
    var exit: String { "\(path)/exit" }
    /// What ip(8) is to do in its network namespace; empty without a network.
    var network: String { "\(path)/network" }
    /// What ip(8) is to do on the host with its further network cards.
    var bridges: String { "\(path)/bridges" }
    /// The snapshots.
    var snapshots: String { "\(path)/snapshots" }
}
