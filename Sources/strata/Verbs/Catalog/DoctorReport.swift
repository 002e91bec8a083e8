import StrataDoctor

/// What the doctor says, for reading.
struct DoctorReport {
    private let examination: Examination
    private let columns: Int
    private let hasColor: Bool

    init(_ examination: Examination, columns: Int, hasColor: Bool) {
        self.examination = examination
        self.columns = max(60, min(columns, 140))
        self.hasColor = hasColor
    }

    var text: String {
        var text = machine
        for (verdict, heading, color) in Self.sections {
            let stacks = examination.stacks.filter { $0.verdict == verdict }
            guard !stacks.isEmpty else { continue }
            text += "\n" + paint(heading, color) + "\n"
            for stack in stacks { text += self.text(of: stack) }
        }
        return text
    }

    private static let sections: [(Diagnosis.Verdict, String, Int)] = [
        (.runs, "RUNS NOW", 32), (.possible, "COULD RUN AFTER THESE STEPS", 33), (.impossible, "CANNOT RUN HERE", 31),
        (.unknown, "UNKNOWN", 35),
    ]

    private var machine: String {
        let facts = examination.machine
        func known<Value>(_ reading: Reading<Value>, _ text: (Value) -> String) -> String {
            switch reading {
            case .known(let value): text(value)
            case .unknown(let why): "unknown: \(why)"
            }
        }
        let rows: [(String, String)] = [
            (
                "Machine",
                [facts.name.value, facts.title.value, facts.release.value, facts.architecture.value].compactMap(\.self).filter {
                    !$0.isEmpty
                }.joined(separator: ", ")
            ),
            ("Processor", known(facts.processors) { "\($0) × \(facts.processor.value ?? "processor of unknown model")" }),
            (
                "Virtualization",
                known(facts.virtualization) {
                    $0.isEmpty ? "no extensions shown" : $0 + (facts.nestedPaging.value == true ? ", nested paging" : "")
                }
            ),
            ("KVM", known(facts.kvmTrial) { $0 }),
            ("IOMMU", known(facts.iommuGroups) { $0 == 0 ? "none in use" : "\($0) groups" }),
            ("Memory", known(facts.memory) { "\($0) MiB" } + (facts.swap.value.map { $0 > 0 ? ", \($0) MiB of swap" : ", no swap" } ?? "")),
            ("Disks", known(facts.disks) { $0.isEmpty ? "none" : $0.map { "\($0.name) \($0.gibibytes) GiB" }.joined(separator: ", ") }),
            ("Firmware", known(facts.firmware) { $0 }),
            ("Hypervisor above", known(facts.hypervisor) { $0.isEmpty ? "none" : $0 }),
            ("Container", known(facts.container) { $0.isEmpty ? "no" : $0 }),
            ("Control groups", known(facts.controlGroups) { "version \($0.version): \($0.controllers.joined(separator: " "))" }),
            ("Root", known(facts.isRoot) { $0 ? "yes" : "no" }),
        ]
        return rows.map { name, value in lines(value, first: name.padded(to: 18), rest: 18) }.joined()
    }

    private func text(of stack: Diagnosis) -> String {
        let number = ([stack.number] + stack.aliasNumbers).map(String.init).joined(separator: ",")
        var text = ""
        let head = "\(number.padded(to: 6))\(stack.stack.padded(to: 15))"
        let first = stack.reasons.first ?? (stack.steps.isEmpty ? "" : stack.steps[0].text)
        text += lines(first, first: head, rest: 21)
        for reason in stack.reasons.dropFirst() { text += lines(reason, first: "".padded(to: 21), rest: 21) }
        for (index, step) in stack.steps.enumerated() {
            if stack.reasons.isEmpty, index == 0 {
                text += details(step)
                continue
            }
            text += lines("• \(step.text)", first: "".padded(to: 21), rest: 23)
            text += details(step)
        }
        return text
    }

    private func details(_ step: Diagnosis.Step) -> String {
        step.settings.map { "".padded(to: 25) + TerminalText.clean($0) + "\n" }.joined()
    }

    /// Text broken at blanks, the first line after `first`, the others indented.
    private func lines(_ text: String, first: String, rest: Int) -> String {
        var result = ""
        var line = first
        var used = DisplayWidth.of(first)
        var isFresh = true
        for word in TerminalText.clean(text).split(separator: " ") {
            let width = DisplayWidth.of(String(word))
            if !isFresh, used + 1 + width > columns {
                result += line + "\n"
                line = "".padded(to: rest)
                used = rest
                isFresh = true
            }
            line += (isFresh ? "" : " ") + word
            used += width + (isFresh ? 0 : 1)
            isFresh = false
        }
        return result + line + "\n"
    }

    private func paint(_ text: String, _ color: Int) -> String { hasColor ? "\u{1B}[\(color);1m\(text)\u{1B}[0m" : text }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
