import StrataAPI
public import StrataDriverKit

/// Reads a machine's record, without changing anything there. Files are read wherever they tell; a command is run where no file does:
/// `uname`, the BSDs' `sysctl`, and the trial of KVM.
public struct MachineProbe: Sendable {
    let machine: any Machine

    /// How many places are read at once; SSH servers allow ten sessions by default.
    private static let width = 6
    /// Hardly any file is longer; /proc/cpuinfo of a machine of a thousand processors is not.
    private static let fileLimit = 4 << 20
    private static let packagesLimit = 64 << 20

    /// Looks at a machine, here or behind SSH.
    public init(_ machine: any Machine) { self.machine = machine }

    /// Reads everything.
    ///
    /// - Throws: ``TransportError/unreachable(host:reason:)`` and the like when the machine cannot be asked at all. What cannot be read
    ///   there is no error but ``MachineRecord/Content/unreadable(_:)``.
    public func record() async throws(TransportError) -> MachineRecord {
        var record = MachineRecord()
        let system = try await machine.read(Places.first, limit: 256)
        record[Places.first] = system.map { .text(String(decoding: $0, as: UTF8.self)) } ?? .absent
        var places: [String] = ["$ uname -s -r -m"]
        if system != nil {
            places = Places.linuxFiles + [Places.packages] + Places.linuxPaths.map { "?\($0)" }
            places += (Places.linuxDirectories + Places.programDirectories).map { "\($0)/" }
        } else {
            // An absent control makes sysctl(8) fail after it has answered for the others.
            places += Places.systemControls.map { "$ sysctl -n \($0)" } + ["?/dev/vmm", "?/dev/nvmm", "?/usr/sbin/jail"]
        }
        try await read(places, into: &record)
        guard system != nil else { return record }
        if case .absent = record["/proc/sys/kernel/arch"] { try await read(["$ uname -m"], into: &record) }
        try await read(disks(record), into: &record)
        if record["?/dev/kvm"] == .text(""), record.emulators.value?.contains("qemu-system-x86_64") == true {
            record[KVMTrial.place] = await KVMTrial(machine: machine).run()
        }
        return record
    }

    private func disks(_ record: MachineRecord) -> [String] {
        MachineFacts.diskNames(record).prefix(64).flatMap { ["/sys/block/\($0)/size", "/sys/block/\($0)/queue/rotational"] }
    }

    private func read(_ places: [String], into record: inout MachineRecord) async throws(TransportError) {
        let found = await withTaskGroup(of: (String, Result<MachineRecord.Content, TransportError>).self) { group in
            var rest = places[...]
            for _ in 0..<Self.width {
                if let place = rest.popFirst() { group.addTask { (place, await content(place)) } }
            }
            var found: [(String, Result<MachineRecord.Content, TransportError>)] = []
            for await result in group {
                found.append(result)
                if let place = rest.popFirst() { group.addTask { (place, await content(place)) } }
            }
            return found
        }
        for (place, content) in found { record[place] = try content.get() }
    }

    /// What is at a place. Only what concerns the whole machine is a failure.
    private func content(_ place: String) async -> Result<MachineRecord.Content, TransportError> {
        do throws(TransportError) {
            return .success(try await look(place))
        } catch {
            switch error {
            case .unreachable, .hostKey, .cancelled: return .failure(error)
            case .io(_, let code) where code == 2 || code == 20: return .success(.absent)
            default: return .success(.unreadable("\(error)".printable(limit: 300)))
            }
        }
    }

    private func look(_ place: String) async throws(TransportError) -> MachineRecord.Content {
        if place.hasPrefix("?") { return try await machine.exists(String(place.dropFirst())) ? .text("") : .absent }
        if place.hasPrefix("$ ") {
            let words = place.dropFirst(2).split(separator: " ").map(String.init)
            var command = Command(executable: words[0], arguments: Array(words.dropFirst()))
            command.deadline = .seconds(15)
            command.outputLimit = 64 << 10
            let output = try await machine.run(command)
            return output.succeeded ? .text(output.text) : .absent
        }
        if place.hasSuffix("/") {
            let entries = try await machine.list(String(place.dropLast()))
            return .text(entries.map(\.name).joined(separator: "\n"))
        }
        let limit = place == Places.packages ? Self.packagesLimit : Self.fileLimit
        return try await machine.read(place, limit: limit).map { .text(String(decoding: $0, as: UTF8.self)) } ?? .absent
    }
}
