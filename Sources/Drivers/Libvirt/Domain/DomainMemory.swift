import Libvirt
import XMLDocuments

/// Amounts of memory in a domain's definition (libvirt, "Memory Allocation").
enum DomainMemory {
    /// What an element says, in bytes; nil where that cannot be understood. Without a unit it counts KiB.
    static func bytes(_ element: XMLElement) -> Int64? {
        guard let number = Int64(element.text), number >= 0 else { return nil }
        let factor: Int64? =
            switch element[attribute: "unit"] ?? "KiB" {
            case "b", "bytes": 1
            case "KB": 1000
            case "k", "KiB": 1 << 10
            case "MB": 1_000_000
            case "M", "MiB": 1 << 20
            case "GB": 1_000_000_000
            case "G", "GiB": 1 << 30
            case "TB": 1_000_000_000_000
            case "T", "TiB": 1 << 40
            default: nil
            }
        guard let factor else { return nil }
        let (product, overflows) = number.multipliedReportingOverflow(by: factor)
        return overflows ? nil : product
    }

    /// Whole KiB, in which libvirt counts: a part of one counts as one.
    static func kibibytes(_ bytes: Int64) -> Int64 { max(1, bytes / 1024 + (bytes % 1024 > 0 ? 1 : 0)) }

    /// Makes an element say an amount, whatever unit it said it in before.
    static func set(_ name: String, _ bytes: Int64, in domain: inout XMLElement) {
        var element = domain[name] ?? XMLElement(name)
        element[attribute: "unit"] = "KiB"
        element.text = "\(kibibytes(bytes))"
        domain[name] = element
    }
}
