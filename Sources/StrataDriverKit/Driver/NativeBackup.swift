/// The stack makes backups of machines in a form of its own, from which it makes them again with all that belongs to them.
public protocol BackingUp: Driver {
    /// Sends a backup of a machine with its snapshots, running or not. The machine goes on as it was, and nothing stays behind.
    ///
    /// - Parameter sink: takes bytes, and returns false where nobody wants more, which ends the call as cancelled. The backup is whole once this returns.
    func backUp(_ id: NativeID, to sink: @escaping @Sendable ([UInt8]) async -> Bool) async throws(DriverError)

    /// Makes a machine again from a backup: off, with its snapshots, and nobody's, whoever's the backup says it was. Where the backup stops before its end or is
    /// none, and where the call is cancelled, there is no machine of that name.
    ///
    /// - Parameters:
    ///   - name: the stack's own for the machine; refused where the stack takes none such, or has it.
    ///   - source: the backup's next bytes, nil after the last; throws where they stop before.
    func restore(
        _ name: String, from source: @escaping @Sendable () async throws(DriverError) -> [UInt8]?
    ) async throws(DriverError) -> NativeID
}
