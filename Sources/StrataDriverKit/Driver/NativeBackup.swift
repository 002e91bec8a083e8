/// The stack makes backups of machines in a form of its own, from which it makes them again with all that belongs to them.
public protocol BackingUp: Driver {
    /// Sends a backup of a machine with its snapshots, running or not. The machine goes on as it was, and nothing stays behind.
    ///
    /// - Parameter sink: takes bytes, and returns false where nobody wants more, which ends the call as cancelled. The backup is whole once this returns.
    func backUp(_ id: NativeID, to sink: @escaping @Sendable ([UInt8]) async -> Bool) async throws(DriverError)
}
