import StrataAPI
import StrataDriverKit
import StrataLinuxHost

extension NspawnDriver {
    /// Finishes what was begun for instances that have no machine: lets go of their addresses and removes their files.
    ///
    /// What is half done has its UID in `.strata`. Nothing else is ever taken for a leftover: where the machines' file system is not mounted, nothing is.
    func removeLeftovers() async throws(DriverError) {
        let attempt = "remove what was left half done in"
        let workshop = Workshop.directory(in: places.path)
        let begun = try await tools.entries(in: workshop, attempt, workshop).map { UID($0.name) }.filter { !Workshop.isInUse($0) }
        guard !begun.isEmpty else { return }
        let definitions = try await definitions(attempt)
        let roots = Set(try await rootNames(attempt))
        for uid in begun {
            let noted = definitions.values.filter { $0.uid == uid }
            if MachineName.isUUID(uid), !noted.contains(where: { roots.contains($0.name) }) {
                for definition in noted { try await forget(definition, attempt) }
                try await removeSide(uid, attempt)
            }
            try await tools.remove("\(workshop)/\(uid.text)", attempt, workshop)
        }
    }

    /// The machines that lie here, by name.
    func rootNames(_ attempt: String) async throws(DriverError) -> [String] {
        try await tools.entries(in: places.path, attempt, places.path).compactMap { entry in
            switch entry.kind {
            case .directory, .symbolicLink: MachineName.isValid(entry.name) ? entry.name : nil
            case .file, .other: entry.name.hasSuffix(".raw") ? String(entry.name.dropLast(4)) : nil
            }
        }.filter(MachineName.isValid).uniqued()
    }

    /// What Strata noted of all machines, by name.
    func definitions(_ attempt: String) async throws(DriverError) -> [String: MachineDefinition] {
        let names = try await tools.entries(in: places.settings, attempt, places.settings).map(\.name).filter { $0.hasSuffix(".nspawn") }
            .map { String($0.dropLast(7)) }.filter(MachineName.isValid)
        let files = try await tools.read(names.map(places.settings), attempt, places.settings)
        var definitions: [String: MachineDefinition] = [:]
        for name in names {
            definitions[name] = files[places.settings(name)].flatMap { SettingsFile(parsing: $0).definition(name) }
        }
        return definitions
    }

    /// Removes what was written for a machine that has no root directory.
    func forget(_ definition: MachineDefinition, _ attempt: String) async throws(DriverError) {
        try await supervisor.forget(definition, attempt)
        // nspawn leaves it behind when it is killed.
        try await tools.remove("\(places.path)/.#\(definition.name).lck", attempt, definition.name)
        try await tools.remove(places.settings(definition.name), attempt, definition.name)
    }

    /// Gives back an instance's address and ports, and removes Strata's own part of its machine.
    func removeSide(_ uid: UID, _ attempt: String) async throws(DriverError) {
        try await release(uid, attempt)
        try await tools.remove(places.side(uid).path, attempt, uid.text)
    }
}
