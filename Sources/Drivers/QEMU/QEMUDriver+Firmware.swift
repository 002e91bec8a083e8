import StrataAPI
import StrataCloudInit
import StrataDriverKit

extension QEMUDriver {
    /// What starts a machine's disk; nil for the board's own firmware, and where there is no disk to start.
    ///
    /// Refuses where the firmware is not installed, with the package to install.
    func firmware(
        of definition: MachineDefinition, on platform: Platform, _ attempt: String
    ) async throws(DriverError) -> Firmware? {
        guard definition.boot != .kernel else { return nil }
        let object = definition.name.isEmpty ? definition.instance : definition.name
        let chosen: Firmware?
        do throws(FirmwareChoice.Refusal) {
            chosen = try definition.options.firmware.firmware(on: platform)
        } catch {
            throw .refused(
                .init(attempt, object, answer: "spec.stack.\(Self.stack).firmware: \(error.answer)", hint: error.hint))
        }
        guard let firmware = chosen else { return nil }
        for file in firmware.files where try await !place.exists(file, attempt, object) {
            throw .refused(
                .init(
                    attempt, object, answer: "the UEFI for \(platform.architecture) is not installed: \(file) is missing",
                    hint: "Install it there: apt-get install -y \(firmware.package)"))
        }
        return firmware
    }

    /// Gives a machine its own copy of the firmware's variables, unless it has one.
    ///
    /// In QEMU's format, so that a snapshot can hold them. It appears in one step.
    func placeVariables(_ variables: String, of definition: MachineDefinition) async throws(DriverError) {
        let (attempt, name) = ("start", definition.name)
        let directory = directory(name)
        if try await place.exists(directory.variables, attempt, name) { return }
        let fresh = "\(directory.variables).new"
        try await place.check(
            Command(
                executable: "qemu-img", arguments: ["convert", "-f", "raw", "-O", "qcow2", variables, fresh], deadline: .seconds(60)),
            "make the firmware's variables of", name)
        try await place.share(fresh, as: directory.variables, attempt, name)
        try await place.remove(fresh, attempt, name)
    }

    /// Writes the disk that tells cloud-init in the guest what it should be.
    func placeSeed(of definition: MachineDefinition, mac: String?) async throws(DriverError) {
        let path = directory(definition.name).seed
        let bytes = CloudInitSeed(
            uid: definition.uid, hostname: definition.hostname, options: definition.options.cloudInit, mac: mac
        ).disk
        if try await place.read(path, "start", definition.name) == bytes { return }
        try await place.write(path, bytes, mode: 0o600, "start", definition.name)
    }

    func noEmulator(of architecture: String, _ attempt: String, _ object: String) -> DriverError {
        let package = Platform.named(architecture)?.package
        return .refused(
            .init(
                attempt, object, answer: "no QEMU for guests of \(architecture.printable(limit: 40)) is installed",
                hint: package.map { "Install it there: apt-get install -y \($0); then connect the site again" }
                    ?? "Choose an image for another architecture"))
    }
}
