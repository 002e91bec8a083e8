extension CommandSession {
    /// A session in which a body writes; why it could not goes to standard error, with exit code 1.
    public static func told(_ body: @escaping @Sendable (SessionEnds) async throws -> Void) -> CommandSession {
        carried { (ends) async throws(TransportError) in
            do {
                try await body(ends)
                return .exited(0)
            } catch is CancellationError {
                throw .cancelled
            } catch {
                _ = await ends.write(Array("\(error)\n".utf8), to: .standardError)
                return .exited(1)
            }
        }
    }
}
