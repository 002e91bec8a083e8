import StrataAPI

/// Reads the facts of a Linux machine (proc(5), sysfs(5)).
struct LinuxReader {
    let record: MachineRecord

    init(_ record: MachineRecord) { self.record = record }

    var facts: MachineFacts {
        var facts = MachineFacts(unread: "nothing on Linux says it")
        facts.name = line("/proc/sys/kernel/hostname")
        facts.system = line(Places.first)
        facts.release = line("/proc/sys/kernel/osrelease")
        readDistribution(&facts)
        facts.architecture = architecture
        readProcessor(&facts)
        readMemory(&facts)
        facts.disks = disks
        facts.firmware = firmware
        let nesting = Nesting(record: record, architecture: facts.architecture.value ?? "")
        facts.container = nesting.container
        facts.hypervisor = nesting.hypervisor
        readKernel(&facts)
        facts.packages = record.text(Places.packages).map { PackageList(parsing: $0).versions }
        facts.emulators = record.emulators
        facts.kvmDevice = record.has("/dev/kvm")
        facts.kvmTrial = trial
        return facts
    }

    private func line(_ place: String) -> Reading<String> { record.text(place).map { $0.firstLine } }

    /// The text of a file that every Linux has.
    private func content(_ place: String) -> Reading<String> {
        record.text(place).flatMap { $0.isEmpty ? .unknown("\(place) is empty or not there") : .known($0) }
    }

    private func readDistribution(_ facts: inout MachineFacts) {
        let fields = record.text("/etc/os-release").map { text in
            Dictionary(
                text.split(separator: "\n").compactMap { line -> (String, String)? in
                    let pair = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                    guard pair.count == 2 else { return nil }
                    return (String(pair[0]), pair[1].trimmingQuotes.printable(limit: 100))
                }, uniquingKeysWith: { first, _ in first })
        }
        facts.distribution = fields.map { $0["ID"]?.lowercased() ?? "" }
        facts.distributionVersion = fields.map { $0["VERSION_ID"] ?? "" }
        facts.title = fields.map { $0["PRETTY_NAME"] ?? $0["NAME"] ?? "Linux" }
    }

    private var architecture: Reading<String> {
        if case .text(let text) = record["/proc/sys/kernel/arch"], !text.firstLine.isEmpty {
            return .known(MachineFacts.architecture(text.firstLine))
        }
        guard case .text(let text) = record["$ uname -m"], !text.firstLine.isEmpty else {
            return .unknown("neither /proc/sys/kernel/arch nor uname said it")
        }
        return .known(MachineFacts.architecture(text.firstLine))
    }

    private func readProcessor(_ facts: inout MachineFacts) {
        let info = record.text("/proc/cpuinfo")
        guard case .known(let text) = info, !text.isEmpty else {
            let why = if case .unknown(let why) = info { why } else { "/proc/cpuinfo is empty" }
            facts.processor = .unknown(why)
            facts.processors = .unknown(why)
            facts.virtualization = .unknown(why)
            facts.nestedPaging = .unknown(why)
            facts.iommuGroups = record.names("/sys/kernel/iommu_groups").map(\.count)
            return
        }
        let processor = ProcessorInfo(parsing: text)
        facts.processor = .known(processor.model)
        facts.processors = processor.count > 0 ? .known(processor.count) : .unknown("/proc/cpuinfo lists no processor")
        facts.virtualization = processor.virtualization(facts.architecture.value ?? "")
        facts.nestedPaging = processor.nestedPaging
        facts.iommuGroups = record.names("/sys/kernel/iommu_groups").map(\.count)
    }

    private func readMemory(_ facts: inout MachineFacts) {
        func mebibytes(_ key: String) -> Reading<Int> {
            switch record.text("/proc/meminfo") {
            case .unknown(let why): return .unknown(why)
            case .known(let text):
                for line in text.split(separator: "\n") where line.hasPrefix(key + ":") {
                    guard let number = line.dropFirst(key.count + 1).split(separator: " ").first.flatMap({ Int($0) }), number >= 0 else {
                        break
                    }
                    return .known(number / 1024)
                }
                return .unknown("/proc/meminfo does not say \(key)")
            }
        }
        facts.memory = mebibytes("MemTotal")
        facts.swap = mebibytes("SwapTotal")
    }

    private var disks: Reading<[MachineFacts.Disk]> {
        record.names("/sys/block").map { _ in
            MachineFacts.diskNames(record).prefix(64).compactMap { name in
                // In sectors of 512 bytes, whatever the disk's own are.
                guard case .known(let size) = line("/sys/block/\(name)/size"), let sectors = Int(size), sectors > 0 else { return nil }
                let rotational = line("/sys/block/\(name)/queue/rotational").value
                let isRotational = rotational == "1" ? true : rotational == "0" ? false : nil
                return MachineFacts.Disk(name: name.printable(limit: 40), gibibytes: sectors >> 21, isRotational: isRotational)
            }
        }
    }

    private var firmware: Reading<String> {
        if case .text(let model) = record["/proc/device-tree/model"], !model.isEmpty { return .known(model.firstLine) }
        let maker = line("/sys/class/dmi/id/bios_vendor").value ?? ""
        switch record.names("/sys/firmware/efi") {
        case .unknown(let why): return .unknown(why)
        case .known(let names):
            if names.isEmpty, maker.isEmpty { return .unknown("there is neither UEFI, nor DMI, nor a device tree") }
            let kind = names.isEmpty ? "BIOS" : "UEFI"
            return .known(maker.isEmpty ? kind : "\(kind) (\(maker))")
        }
    }

    private func readKernel(_ facts: inout MachineFacts) {
        facts.isRoot = content("/proc/self/status").flatMap { text in
            let ids = text.split(separator: "\n").first { $0.hasPrefix("Uid:") }?.split(whereSeparator: \.isWhitespace)
            guard let ids, ids.count > 2 else { return .unknown("/proc/self/status does not say the user") }
            return .known(ids[2] == "0")
        }
        facts.seccomp = content("/proc/self/status").map { $0.contains("\nSeccomp:") }
        facts.hasAllIDs = record.text("/proc/self/uid_map").flatMap { text in
            let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
            return numbers.count >= 3 ? .known(numbers[0] == 0 && numbers[2] >= 65_536) : .unknown("/proc/self/uid_map cannot be read")
        }
        facts.controlGroups = content("/proc/self/mounts").map { mounts in
            ControlGroupReader(
                mounts: mounts,
                unified: record.text("/sys/fs/cgroup/cgroup.controllers").value.flatMap { $0.isEmpty ? nil : $0 }
                    ?? record.text("/sys/fs/cgroup/unified/cgroup.controllers").value ?? ""
            ).groups
        }
        facts.namespaces = record.names("/proc/self/ns").flatMap { names in
            names.isEmpty ? .unknown("/proc/self/ns is empty") : .known(names.filter { !$0.hasSuffix("_for_children") }.sorted())
        }
        facts.fileSystems = content("/proc/filesystems").map { text in
            text.split(separator: "\n").compactMap { $0.split(whereSeparator: \.isWhitespace).last.map { String($0).printable(limit: 40) } }
                .sorted()
        }
        facts.modules =
            record["/proc/modules"] == .absent
            ? .unknown("this kernel loads no modules, or hides them")
            : record.text("/proc/modules").map { text in
                text.split(separator: "\n").compactMap { $0.split(separator: " ").first.map { String($0).printable(limit: 60) } }.sorted()
            }
        facts.userNamespaces = record.text("/proc/sys/user/max_user_namespaces").map { (Int($0.firstLine) ?? 0) > 0 }
        facts.appArmor = record.text("/sys/module/apparmor/parameters/enabled").map { $0.hasPrefix("Y") }
    }

    private var trial: Reading<String> {
        switch record[KVMTrial.place] {
        case .text(let text) where text.hasPrefix("works") || text.hasPrefix("failed"): .known(text.firstLine)
        case .unreadable(let why) where why != "it was not read": .unknown(why)
        default: .unknown("KVM was not tried: that takes /dev/kvm and qemu-system-x86_64")
        }
    }
}
