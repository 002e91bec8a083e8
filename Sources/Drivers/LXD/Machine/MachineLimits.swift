import StrataAPI
import StrataDriverKit

/// An instance's limits, and the daemon's keys for them (`limits.*`).
struct MachineLimits: Sendable, Equatable {
    var cpuCores: Double?
    /// In bytes.
    var memory: Int64?
    var processes: Int?

    static let keys = ["limits.cpu", "limits.cpu.allowance", "limits.memory", "limits.processes"]

    init(_ order: Order) {
        cpuCores = order.cpuCores
        memory = order.memory?.value
        processes = order.processes
    }

    /// What a configuration says. Shares of what the host has, in percent, are no limits that an instance could wish.
    init(_ config: [String: String]) {
        cpuCores = config["limits.cpu.allowance"].flatMap(Self.cores(inAllowance:)) ?? config["limits.cpu"].flatMap(Self.cores(inSet:))
        memory = config["limits.memory"].flatMap(Self.bytes)
        processes = config["limits.processes"].flatMap { Int($0) }
    }

    /// Takes these limits over into a configuration. What says the same already stays as it is, in whatever words.
    ///
    /// - Parameter isVirtualMachine: virtual machines have whole processors.
    func write(to config: inout [String: String], isVirtualMachine: Bool) {
        let has = MachineLimits(config)
        if has.cpuCores.map(Self.thousandths) != cpuCores.map(Self.thousandths) {
            config["limits.cpu"] = isVirtualMachine ? cpuCores.map { "\(Int($0.rounded(.up)))" } : nil
            config["limits.cpu.allowance"] = isVirtualMachine ? nil : cpuCores.map(Self.allowance)
        }
        if has.memory != memory { config["limits.memory"] = memory.map { "\($0)" } }
        if has.processes != processes { config["limits.processes"] = processes.map { "\($0)" } }
    }

    /// By the fields' paths.
    var fields: [String: JSONValue] {
        var fields: [String: JSONValue] = [:]
        fields["spec.cpu.cores"] = cpuCores.map { .amount(Double(Self.thousandths($0)) / 1000) }
        fields["spec.memory"] = memory.map { .string(Quantity(bytes: $0).text) }
        fields["spec.processes"] = processes.map { .int(Int64($0)) }
        return fields
    }

    private static func thousandths(_ cores: Double) -> Int { Int((min(max(cores, 0.001), 1e6) * 1000).rounded()) }

    /// A share of time in milliseconds: of a tenth of a second, or of a second where that takes finer steps.
    static func allowance(_ cores: Double) -> String {
        let share = thousandths(cores)
        return share % 10 == 0 ? "\(share / 10)ms/100ms" : "\(share)ms/1000ms"
    }

    /// `150ms/100ms`; percents only weigh.
    static func cores(inAllowance text: String) -> Double? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let share = milliseconds(parts[0]), let period = milliseconds(parts[1]), period > 0 else { return nil }
        return share / period
    }

    private static func milliseconds(_ text: Substring) -> Double? {
        guard text.hasSuffix("ms"), let number = Int(text.dropLast(2)), number >= 0, number < 1 << 40 else { return nil }
        return Double(number)
    }

    /// How many processors `4`, `0-3` or `1,3` are.
    static func cores(inSet text: String) -> Double? {
        if let count = Int(text) { return count > 0 && count < 1 << 20 ? Double(count) : nil }
        var count = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard ends.count <= 2, let first = ends[0], let last = ends.last ?? nil, first >= 0, last >= first, last < 1 << 20 else {
                return nil
            }
            count += last - first + 1
        }
        return count > 0 ? Double(count) : nil
    }

    /// The daemon's units: B, kB, MB, … by 1000, KiB, MiB, … by 1024, and numbers alone.
    static func bytes(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits) else { return nil }
        let factors: [String: Int64] = [
            "": 1, "B": 1, "kB": 1000, "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000, "TB": 1_000_000_000_000,
            "PB": 1_000_000_000_000_000, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40, "PiB": 1 << 50,
        ]
        guard let factor = factors[String(text.dropFirst(digits.count))] else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }
}
