/// Amounts of bytes for people.
enum ByteCount {
    /// `512 B`, `1.5 MiB`.
    static func text(_ bytes: Int64) -> String {
        var amount = Double(bytes)
        var unit = 0
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        while amount >= 1024, unit < units.count - 1 {
            amount /= 1024
            unit += 1
        }
        guard unit > 0 else { return "\(bytes) B" }
        let tenths = Int64((amount * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
