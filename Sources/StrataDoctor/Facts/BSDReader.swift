/// Reads the facts of a machine that is not Linux: FreeBSD, OpenBSD, NetBSD and others that answer `uname` and `sysctl`.
struct BSDReader {
    let record: MachineRecord

    init(_ record: MachineRecord) { self.record = record }

    var facts: MachineFacts {
        let words = record.text("$ uname -s -r -m").value?.firstLine.split(separator: " ").map(String.init) ?? []
        guard words.count >= 3 else { return MachineFacts(unread: "the machine does not answer uname") }
        var facts = MachineFacts(unread: "it is only read on Linux")
        facts.system = .known(words[0])
        facts.release = .known(words[1])
        facts.title = .known("\(words[0]) \(words[1])")
        facts.distribution = .known("")
        facts.distributionVersion = .known(words[1])
        facts.architecture = .known(MachineFacts.architecture(words[2]))
        facts.name = text("kern.hostname")
        facts.processor = text("hw.model")
        facts.processors = number("hw.ncpu")
        let memory = number("hw.physmem64").value ?? number("hw.physmem").value
        facts.memory = memory.map { .known($0 >> 20) } ?? .unknown("sysctl does not say hw.physmem")
        switch text("kern.vm_guest") {
        case .known("none"): facts.hypervisor = .known("")
        case .known(let name): facts.hypervisor = .known(name)
        case .unknown(let why): facts.hypervisor = .unknown(why)
        }
        switch number("security.jail.jailed") {
        case .known(let jailed): facts.container = .known(jailed == 0 ? "" : "jail")
        case .unknown(let why): facts.container = words[0] == "FreeBSD" ? .unknown(why) : .known("")
        }
        if number("hw.vmm.vmx.initialized").value == 1 {
            facts.virtualization = .known("vmx")
            facts.nestedPaging = .known(true)
        } else if (number("hw.vmm.svm.num_asids").value ?? 0) > 0 {
            facts.virtualization = .known("svm")
            facts.nestedPaging = .known(true)
        } else {
            let why = words[0] == "FreeBSD" ? "the module vmm is not loaded, and only it says" : "sysctl does not say it"
            facts.virtualization = .unknown(why)
            facts.nestedPaging = .unknown(why)
        }
        return facts
    }

    private func text(_ name: String) -> Reading<String> {
        guard case .text(let text) = record["$ sysctl -n \(name)"], !text.firstLine.isEmpty else {
            return .unknown("sysctl does not say \(name)")
        }
        return .known(text.firstLine)
    }

    private func number(_ name: String) -> Reading<Int> {
        text(name).flatMap { text in Int(text).map { .known($0) } ?? .unknown("sysctl says of \(name) what is no number") }
    }
}
