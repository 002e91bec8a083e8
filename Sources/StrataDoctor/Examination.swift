import FoundationEssentials
public import StrataCatalog
public import StrataDriverKit

/// What a machine is to each of the thirty stacks.
public struct Examination: Sendable, Encodable {
    /// How the machine is called: `localhost`, or the destination.
    public var host: String
    /// What was read.
    public var machine: MachineFacts
    /// One for each stack, in order of number.
    public var stacks: [Diagnosis]

    /// Judges what was read.
    ///
    /// - Parameter probes: what the drivers that this program has say of the machine, by stack; they decide.
    /// - Throws: ``CatalogError`` only when the compiled-in data is damaged.
    public init(host: String, record: MachineRecord, probes: [String: Support] = [:]) throws(CatalogError) {
        self.host = host
        machine = MachineFacts(record)
        stacks = []
        for stack in try Catalog.all() {
            let patient = Patient(record: record, facts: machine, stack: stack)
            let (verdict, reasons, steps) = Diagnosis.judge(patient.checks(probes[stack.id]))
            stacks.append(
                Diagnosis(
                    number: stack.number, aliasNumbers: stack.aliases.map(\.number), stack: stack.id, title: stack.title, verdict: verdict,
                    reasons: reasons, steps: steps))
        }
    }

    /// Looks at a machine, then judges. Changes nothing there.
    ///
    /// - Throws: ``TransportError`` when the machine cannot be asked at all.
    public static func of(_ machine: any Machine, drivers: [any Driver.Type]) async throws -> Examination {
        let record = try await MachineProbe(machine).record()
        var probes: [String: Support] = [:]
        for driver in drivers { probes[driver.stack] = await driver.probe(machine) }
        return try Examination(host: machine.name, record: record, probes: probes)
    }

    /// The JSON form, keys sorted.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}
