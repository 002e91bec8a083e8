/// What the daemon told of instances' consoles, where it tells that once alone: for whoever asks next, and beside the other.
actor ToldLogs {
    private var logs: [String: [UInt8]] = [:]
    /// Their names, the one that was asked for last at the end.
    private var order: [String] = []

    /// What is kept of each, in bytes; as much as the daemon itself keeps of a console.
    private static let length = 1 << 20
    private static let count = 64

    /// Adds what the daemon told now.
    ///
    /// - Returns: all that is known of that console.
    func add(_ fresh: [UInt8], of name: String) -> [UInt8] {
        let known = logs[name] ?? []
        // Of one that is off, the daemon tells all.
        let all = fresh.count >= known.count && ConsoleLog.end(of: known, in: fresh) != nil ? fresh : known + fresh
        logs[name] = Array(all.suffix(Self.length))
        order.removeAll { $0 == name }
        order.append(name)
        if order.count > Self.count { logs[order.removeFirst()] = nil }
        return all
    }
}
