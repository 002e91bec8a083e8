import QMP
import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

/// What is done otherwise on a machine behind SSH, where every command costs a round trip.
extension QEMUDriver {
    /// All machines: one command for their files, one for the addresses on each network, and a question to each running one over its own socket.
    func listThere() async throws(DriverError) -> [ObservedInstance] {
        let glances = try await glance(at: nil, "list", path).filter { !$0.definition.isEmpty }
        let addresses = glances.isEmpty ? nil : try await attachments.table("list", path)
        let results = await withTaskGroup(of: Result<ObservedInstance, DriverError>.self) { group in
            var results: [Result<ObservedInstance, DriverError>] = []
            for (index, glance) in glances.enumerated() {
                if index >= Self.atOnceThere, let result = await group.next() { results.append(result) }
                group.addTask {
                    do throws(DriverError) {
                        return .success(try await self.observe(glance, addresses))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            for await result in group { results.append(result) }
            return results
        }
        var seen: [ObservedInstance] = []
        for result in results { seen.append(try result.get()) }
        return seen.sorted { $0.id.text < $1.id.text }
    }

    /// One machine; nil when there is none of that name.
    func observeThere(_ id: NativeID) async throws(DriverError) -> ObservedInstance? {
        guard MachineName.isValid(id.text), let glance = try await glance(at: [id.text], "look at", id.text).first,
            !glance.definition.isEmpty
        else { return nil }
        return try await observe(glance, try await attachments.table("look at", id.text))
    }

    /// How many machines are asked side by side. Each new connection to a monitor takes two commands of the SSH client here.
    private static var atOnceThere: Int { 8 }

    private func glance(at names: [String]?, _ attempt: String, _ object: String) async throws(DriverError) -> [MachineGlance] {
        do throws(TransportError) {
            return try await MachineGlance.look(at: names, in: path, on: machine)
        } catch {
            throw DriverError(error, attempt, object)
        }
    }

    private func observe(_ glance: MachineGlance, _ addresses: LeaseTable?) async throws(DriverError) -> ObservedInstance {
        let id = NativeID(glance.name)
        guard let definition = MachineDefinition(parsing: glance.definition, name: glance.name) else { return unreadable(id) }
        var observed = stopped(id, definition)
        guard let process = glance.running(uid: definition.uid) else {
            observed.exit = await monitors.exit(of: id)
            return observed
        }
        if let state = try await power(id, definition, process) {
            (observed.power, observed.problem) = state
        } else {
            return observed
        }
        measure(process, stat: glance.stat, statm: glance.statm, &observed)
        observed.addresses = addresses?.addresses(of: definition.uid, on: definition.places) ?? []
        if observed.power == .running { await addGuestAddresses(definition, &observed) }
        return observed
    }

    /// Waits there until a QEMU that was just started has made its monitor's socket, or has ended.
    func awaitSocketThere(_ definition: MachineDefinition, process number: Int32) async throws(DriverError) {
        let script = #"n=0; while [ ! -S "$1" ] && [ -d "/proc/$2" ] && [ $n -lt 800 ]; do n=$((n + 1)); sleep 0.05; done"#
        var command = Command("sh", "-c", script, "sh", directory(definition.name).monitor, "\(number)")
        command.deadline = .seconds(60)
        try await place.check(command, "start", definition.name)
    }

    /// Arguments: the directory of all machines, the most bytes of a log. See ``shortenLog(_:_:)``, which does the same to one machine's.
    private static var shorteningAll: String {
        #"""
        [ -d "$1" ] && cd "$1" || exit 0
        find . -mindepth 2 -maxdepth 2 -type f \( -name console.log -o -name qemu.log \) -size "+${2}c" ! -path './.*/*' |
        while IFS= read -r f; do
            case $f in */console.log) o=$f.1 ;; *) o=/dev/null ;; esac
            tail -c "$2" -- "$f" >"$o" && : >"$f"
        done
        """#
    }

    /// Keeps all machines' logs there short, with one command.
    func shortenLogsThere() async throws(DriverError) {
        try await place.check(Command("sh", "-c", Self.shorteningAll, "sh", path, "\(Self.logLimit)"), "shorten the logs in", path)
    }
}
