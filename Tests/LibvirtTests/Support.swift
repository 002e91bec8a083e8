import Libvirt
import PrivateLibvirt

/// A connection to a simulator of a test's own, for the time of the test.
func withConnection<Value>(_ body: (LibvirtConnection) async throws -> Value) async throws -> Value {
    try await SimulatedNode.with { uri in
        let connection = try await LibvirtConnection.open(uri)
        let result: Result<Value, any Error>
        do { result = .success(try await body(connection)) } catch { result = .failure(error) }
        connection.close()
        return try result.get()
    }
}
