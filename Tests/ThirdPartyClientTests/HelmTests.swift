import BuiltServer
import StrataDriverKit
import Testing

/// A chart that holds an instance, through its releases.
@Suite(.tags(.proof), .timeLimit(.minutes(2))) struct HelmTests {
    private static func chart(_ server: BuiltServer) async throws -> String {
        try await server.file("chart/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 0.1.0\n")
        try await server.file("chart/values.yaml", "memory: 64Mi\n")
        try await server.file(
            "chart/templates/shop.yaml",
            """
            apiVersion: strata.dev/v1alpha1
            kind: Instance
            metadata: {name: "{{ .Release.Name }}-web"}
            spec: {site: nowhere, image: busybox, memory: {{ .Values.memory }}}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: "{{ .Release.Name }}-login"}
            stringData: {password: hush}
            """)
        return server.directory + "/chart"
    }

    private static func memory(_ server: BuiltServer) async throws -> String {
        try await server.kubectl("get", "instance", "shop-web", "-o", "jsonpath={.spec.memory}")
    }

    @Test(arguments: [true, false])
    func `a release is installed, upgraded, rolled back and uninstalled`(isServerSide: Bool) async throws {
        try await BuiltServer.run { (server) async throws in
            let chart = try await Self.chart(server)
            #expect(try await server.helm("install", "shop", chart, "--server-side=\(isServerSide)").contains("STATUS: deployed"))
            #expect(try await Self.memory(server) == "64Mi")
            #expect(try await server.helm("list", "-q") == "shop\n")
            #expect(try await server.helm("status", "shop").contains("shop-web"))
            try await server.helm("upgrade", "shop", chart, "--set", "memory=128Mi", "--server-side=\(isServerSide)")
            #expect(try await Self.memory(server) == "128Mi")
            try await server.helm("rollback", "shop", "1")
            #expect(try await Self.memory(server) == "64Mi")
            let history = try await server.helm("history", "shop")
            #expect(history.rows.count == 3)
            #expect(history.contains("Rollback to 1"))
            #expect(try await server.helm("get", "manifest", "shop").contains("memory: 64Mi"))
            #expect(try await server.helm("uninstall", "shop").contains("uninstalled"))
            #expect(try await server.kubectl("get", "instances,secrets", "-o", "name") == "")
        }
    }

    @Test func `a wrong value fails the upgrade, and what was there stays`() async throws {
        try await BuiltServer.run { (server) async throws in
            let chart = try await Self.chart(server)
            try await server.helm("install", "shop", chart, "--namespace", "team", "--create-namespace")
            let command = server.client(
                ThirdParty.helm.path, ["upgrade", "shop", chart, "--namespace", "team", "--set", "memory=bogus"])
            let refusal = try await server.machine.run(command)
            #expect(!refusal.succeeded)
            #expect(refusal.errorText.contains("spec.memory: Invalid value: \"bogus\""))
            #expect(try await server.helm("list", "-A", "--failed", "-q") == "shop\n")
            #expect(try await server.kubectl("-n", "team", "get", "instance", "shop-web", "-o", "jsonpath={.spec.memory}") == "64Mi")
        }
    }

    @Test func `waiting for a release fails while its instance is not ready`() async throws {
        try await BuiltServer.run { (server) async throws in
            let chart = try await Self.chart(server)
            let command = server.client(ThirdParty.helm.path, ["install", "shop", chart, "--wait", "--timeout", "3s"])
            let refusal = try await server.machine.run(command)
            #expect(!refusal.succeeded)
            #expect(refusal.errorText.contains("there is no site nowhere"))
        }
    }
}
