import Foundation

/// A node of libvirt's own simulator (libvirt, "Test driver") that is one test's alone. It begins with one domain, one pool and one network.
/// `test:///default` is one world for the whole process.
public enum SimulatedNode {
    /// Runs a body with the node's URI. Each connection has a world of its own.
    ///
    /// - Parameter more: definitions of what is there beside.
    public static func with<Value>(more: String = "", _ body: (String) async throws -> Value) async throws -> Value {
        let file = "\(NSTemporaryDirectory())/strata-libvirt-\(UUID().uuidString).xml"
        try Data("<node>\(description)\(more)</node>".utf8).write(to: URL(filePath: file))
        let result: Result<Value, any Error>
        do { result = .success(try await body("test://\(file)")) } catch { result = .failure(error) }
        try FileManager.default.removeItem(atPath: file)
        return try result.get()
    }

    private static let description = """
          <cpu><mhz>1400</mhz><model>i686</model><active>4</active><nodes>1</nodes><sockets>1</sockets><cores>4</cores><threads>1</threads></cpu>
          <memory>8192000</memory>
          <domain type='test'>
            <name>test</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid><memory>261072</memory><vcpu>2</vcpu><os><type>hvm</type></os>
          </domain>
          <network>
            <name>default</name><bridge name='virbr0'/><forward/>
            <ip address='192.168.122.1' netmask='255.255.255.0'><dhcp><range start='192.168.122.128' end='192.168.122.253'/></dhcp></ip>
          </network>
          <pool type='dir'><name>default-pool</name><target><path>/default-pool</path></target></pool>
        """
}
