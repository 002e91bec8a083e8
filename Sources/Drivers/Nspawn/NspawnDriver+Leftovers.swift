import StrataAPI
import StrataDriverKit
import StrataLinuxHost

extension NspawnDriver {
    /// Finishes what was begun for instances that have no machine: lets go of their addresses and removes their files.
    ///
    /// What is half done has its UID in `.strata`, and what was given to a machine is known by its UID. Where that directory is missing nothing was made yet, or
    /// the machines' file system is not mounted, and nothing is taken for a leftover.
    func removeLeftovers() async throws(DriverError) {
        let attempt = "remove what was left half done in"
        let workshop = Workshop.directory(in: places.path)
        guard try await tools.exists(workshop, attempt, workshop) else { return }
        // In this order: an owner has a bench before it has an address, and its machine has its place before the bench is gone.
        let connected = try await attachments.owners(attempt)
        let benches = try await tools.entries(in: workshop, attempt, workshop).map { UID($0.name) }
        if connected.isEmpty, benches.isEmpty { return }
        let definitions = try await definitions(attempt)
        let roots = Set(try await rootNames(attempt))
        let living = Set(definitions.values.filter { roots.contains($0.name) }.map(\.uid))
        func forgetAll(_ uid: UID) async throws(DriverError) {
            for definition in definitions.values where definition.uid == uid { try await forget(definition, attempt) }
            try await removeSide(uid, attempt)
        }
        for uid in connected.subtracting(living).subtracting(benches) where !Workshop.isInUse(uid) {
            // Its machine was removed behind Strata's back.
            try await forgetAll(uid)
        }
        for uid in benches where !Workshop.isInUse(uid) {
            if uid.isUUID, !living.contains(uid) { try await forgetAll(uid) }
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

    /// Gives back what an instance was given, and removes Strata's own part of its machine.
    func removeSide(_ uid: UID, _ attempt: String) async throws(DriverError) {
        try await attachments.release(uid, attempt)
        try await tools.remove(places.side(uid).path, attempt, uid.text)
    }
}
