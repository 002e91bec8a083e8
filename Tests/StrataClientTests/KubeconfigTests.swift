import FoundationEssentials
import StrataAPI
import Testing

@testable import StrataClient

@Suite struct `Kubeconfigs` {
    private static let text = """
        apiVersion: v1
        kind: Config
        current-context: admin
        clusters:
        - name: here
          cluster:
            server: https://127.0.0.1:6443
            certificate-authority-data: Q0E=
        users:
        - name: root
          user:
            client-certificate-data: Q0VSVA==
            client-key-data: S0VZ
        - name: robot
          user: {token: abc}
        contexts:
        - name: admin
          context: {cluster: here, user: root, namespace: shop}
        - name: bot
          context: {cluster: here, user: robot}
        """

    private func parse(_ text: String) throws -> Kubeconfig { try Kubeconfig(parsing: Array(text.utf8), source: "test") }

    @Test func `the current context says where and who`() throws {
        let access = try parse(Self.text).access()
        #expect(access.server.description == "https://127.0.0.1:6443")
        #expect(access.authority == Array("CA".utf8))
        #expect(access.certificate == Array("CERT".utf8))
        #expect(access.privateKey == Array("KEY".utf8))
        #expect(access.namespace == "shop")
        #expect(access.token == nil)
    }

    @Test func `another context can be named`() throws {
        let access = try parse(Self.text).access(context: "bot")
        #expect(access.token == "abc")
        #expect(access.namespace == "default")
    }

    @Test func `every truncation is read or refused, and never crashes`() throws {
        let bytes = Array(Self.text.utf8)
        for length in 0..<bytes.count {
            do throws(ClientError) {
                _ = try Kubeconfig(parsing: Array(bytes[..<length]), source: "test").access()
            } catch {
                guard case .configuration("test", _) = error else {
                    Issue.record("\(length): \(error)")
                    continue
                }
            }
        }
    }

    @Test(arguments: [
        ("clusters: 7\n", "clusters is no list"), ("- a\n", "is empty, or no kubeconfig"), ("kind: Pod\n", "is a Pod, no kubeconfig"),
        ("clusters:\n- name: x\n", "an entry of clusters lacks its name or its cluster"),
    ])
    func `what is no kubeconfig says what is wrong`(text: String, reason: String) {
        #expect(throws: ClientError.configuration(source: "test", reason: reason)) { try parse(text) }
    }

    @Test(arguments: [
        ("{cluster: here, user: nobody}", "has no user \"nobody\""), ("{cluster: nowhere}", "has no cluster \"nowhere\""),
    ])
    func `what a context names must be there`(context: String, reason: String) throws {
        let config = try parse(Self.text + "\n- name: broken\n  context: \(context)\n")
        #expect(throws: ClientError.configuration(source: "test", reason: reason)) { try config.access(context: "broken") }
    }

    @Test(arguments: [
        "exec: {command: /bin/sh}", "auth-provider: {name: x}", "username: root", "client-certificate-data: Q0E=", "client-key-data: '!'",
        "tokenFile: /no/such/file",
    ])
    func `a user that would need a program, a password or half a certificate is refused`(user: String) throws {
        let config = try parse(
            "clusters: [{name: c, cluster: {server: 'https://h'}}]\nusers: [{name: u, user: {\(user)}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n"
        )
        #expect(throws: ClientError.self) { try config.access(context: "x") }
    }

    @Test func `verification cannot be switched off`() throws {
        let config = try parse(
            "clusters: [{name: c, cluster: {server: 'https://h', insecure-skip-tls-verify: true}}]\ncontexts: [{name: x, context: {cluster: c}}]\n"
        )
        let error = #expect(throws: ClientError.self) { try config.access(context: "x") }
        #expect(error?.description.contains("insecure-skip-tls-verify") == true)
    }

    @Test func `files are found in the documented order`() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("strata-kubeconfig-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory + "/.strata", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        func write(_ file: String, _ host: String) throws {
            let text = "clusters: [{name: c, cluster: {server: 'https://\(host)'}}]\ncontexts: [{name: \(host), context: {cluster: c}}]\n"
            try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(file)"))
        }
        try write("named", "named")
        try write("strata", "strata-variable")
        try write("kube", "kube-variable")
        try write("kubeconfig", "data")
        try write(".strata/kubeconfig", "home")
        var environment = [
            "STRATA_KUBECONFIG": "\(directory)/strata", "KUBECONFIG": "\(directory)/missing:\(directory)/kube", "STRATA_DATA": directory,
            "HOME": directory,
        ]
        func host(_ path: String? = nil) throws -> String? { try Kubeconfig.find(path, environment: environment)?.access().server.host }
        #expect(try host("\(directory)/named") == "named")
        #expect(try host() == "strata-variable")
        environment["STRATA_KUBECONFIG"] = nil
        #expect(try host() == "kube-variable")
        environment["KUBECONFIG"] = nil
        #expect(try host() == "data")
        environment["STRATA_DATA"] = "\(directory)/empty"
        #expect(try host() == nil)
        environment["STRATA_DATA"] = nil
        #expect(try host() == "home")
        #expect(throws: ClientError.configuration(source: "\(directory)/gone", reason: "no such file")) { try host("\(directory)/gone") }
    }

    @Test(arguments: [
        ("https://h", "h", 443, ""), ("HTTPS://h:1/", "h", 1, ""), ("https://[::1]:6443/a/b/", "::1", 6443, "/a/b"),
        ("https://a.b-c.example:65535", "a.b-c.example", 65535, ""),
    ])
    func `an address is taken apart`(text: String, host: String, port: Int, prefix: String) throws {
        let address = try ServerAddress(text)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.prefix == prefix)
    }

    @Test(arguments: [
        "", "h", "http://h", "https://", "https://h:0", "https://h:65536", "https://h:x", "https://u@h", "https://h/a b", "https://[::1",
        "https://h\r\n", "https://h/?q",
        "https://" + String(repeating: "h", count: 2000),
    ])
    func `what is no address is refused`(text: String) {
        #expect(throws: ClientError.self) { try ServerAddress(text) }
    }
}
