/// The stack makes backups of machines in a form of its own, from which it makes them again with all that belongs to them.
public protocol BackingUp: Driver {
    /// Sends a backup of a machine with its snapshots, running or not. The machine goes on as it was, and nothing stays behind.
    ///
    /// - Parameter sink: takes bytes, and returns false where nobody wants more, which ends the call as cancelled. The backup is whole once this returns.
    func backUp(_ id: NativeID, to sink: @escaping @Sendable ([UInt8]) async -> Bool) async throws(DriverError)
}

/// The stack makes machines again from such backups, wherever they were made.
public protocol NativeRestoring: BackingUp {
    /// Makes an order's machine from a backup, as ``BackingUp/backUp(_:to:)`` sends it. It is off, has all that the backup holds of it, and is the order's: of
    /// the order count its name, its UID and what tells whose it is, and nothing of its settings.
    ///
    /// Idempotent: where a machine carries the UID, that is the answer, and nothing is read. Cancellable. What ends before it is whole leaves nothing.
    ///
    /// - Parameter source: the next bytes, nil after the last.
    func restore(
        _ order: Order, from source: @escaping @Sendable () async throws(DriverError) -> [UInt8]?
    ) async throws(DriverError) -> NativeID
}
