import BuiltServer
import StrataDriverKit
import Testing

/// Quotas with a current kubectl.
@Suite(.tags(.proof), .timeLimit(.minutes(2))) struct KubectlQuotaTests {
    @Test func `a quota is made, shown, described, and kept`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl(
                "create", "quota", "team", "--hard=count/instances.strata.dev=2,limits.memory=160Mi,limits.cpu=4")
            let first = try await server.file("first.yaml", Manifest.instance("first"))
            try await server.kubectl("create", "-f", first)
            let large = try await server.file("large.yaml", Manifest.instance("large", memory: "128Mi"))
            #expect(
                try await server.refusedKubectl("create", "-f", large).contains(
                    #"instances.strata.dev "large" is forbidden: exceeded quota: team, requested: limits.memory=128Mi, used: limits.memory=64Mi, limited: limits.memory=160Mi"#
                ))
            try await server.kubectl("create", "-f", try await server.file("second.yaml", Manifest.instance("second")))
            #expect(
                try await server.refusedKubectl(
                    "create", "-f", try await server.file("third.yaml", Manifest.instance("third", memory: "8Mi"))
                )
                .contains(
                    "requested: count/instances.strata.dev=1, used: count/instances.strata.dev=2, limited: count/instances.strata.dev=2"))
            #expect(
                try await server.refusedKubectl("patch", "instance", "first", "--type=merge", "-p", #"{"spec":{"memory":"97Mi"}}"#)
                    .contains("exceeded quota: team, requested: limits.memory=33Mi, used: limits.memory=128Mi"))
            let unlimited = Manifest.instance("unlimited").replacing("memory: 64Mi, ", with: "")
            #expect(
                try await server.refusedKubectl("create", "-f", try await server.file("unlimited.yaml", unlimited)).contains(
                    "must specify limits.memory for: unlimited: set spec.memory"))
            try await server.kubectl("wait", "--for=jsonpath={.status.used.limits\\.memory}=128Mi", "quota/team", "--timeout=20s")
            let table = try await server.kubectl("get", "quota")
            #expect(table.head.starts(with: ["NAME", "REQUEST", "LIMIT", "AGE"]))
            #expect(table.contains("count/instances.strata.dev: 2/2") && table.contains("limits.cpu: 2/4, limits.memory: 128Mi/160Mi"))
            let described = try await server.kubectl("describe", "quota", "team").rows
            #expect(described.contains { $0 == ["limits.memory", "128Mi", "160Mi"] })
            #expect(described.contains { $0 == ["count/instances.strata.dev", "2", "2"] })
        }
    }
}
