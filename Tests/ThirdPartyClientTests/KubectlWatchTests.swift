import BuiltServer
import StrataDriverKit
import Testing

/// Following what happens with a current kubectl.
@Suite(.tags(.proof), .timeLimit(.minutes(2))) struct KubectlWatchTests {
    @Test func `a watched table shows what exists and then each change`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl("create", "-f", "-", input: Manifest.instance("web"))
            let watch = try await server.runningKubectl("get", "instances", "-w", "-o", "custom-columns=N:.metadata.name,M:.spec.memory")
            try await watch.wait(for: "web   64Mi")
            try await server.kubectl("patch", "instance", "web", "--type=merge", "-p", #"{"spec":{"memory":"96Mi"}}"#)
            try await watch.wait(for: "web   96Mi")
            try await server.kubectl("create", "-f", "-", input: Manifest.instance("db", memory: "32Mi"))
            try await watch.wait(for: "db    32Mi")
            await watch.terminate()
        }
    }

    @Test func `a watch alone leaves out what exists, and tells of deletions`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl("create", "-f", "-", input: Manifest.stream([Manifest.instance("old"), Manifest.instance("going")]))
            let watch = try await server.runningKubectl("get", "instances", "--watch-only", "--output-watch-events", "-v=6")
            // The request's trace is the sign that the watch has begun.
            try await watch.wait(for: "watch=true")
            try await server.kubectl("delete", "instance", "going")
            try await watch.wait(for: "DELETED")
            #expect(!watch.text.contains("old "))
            await watch.terminate()
        }
    }

    @Test func `waiting ends with a condition, a field's value, creation and deletion`() async throws {
        try await BuiltServer.run { (server) async throws in
            let creation = try await server.runningKubectl("wait", "--for=create", "instance/web", "--timeout=30s")
            try await server.kubectl("create", "-f", "-", input: Manifest.instance("web", more: ", finalizers: [example.org/hold]"))
            try await creation.wait(for: "condition met")
            #expect(
                try await server.kubectl("wait", "--for=condition=Ready=False", "instance/web", "--timeout=30s").contains("condition met"))
            #expect(
                try await server.kubectl("wait", "--for=jsonpath={.status.phase}=Pending", "instance/web", "--timeout=30s").contains("met"))
            #expect(try await server.refusedKubectl("wait", "--for=condition=Ready", "instance/web", "--timeout=1s").contains("timed out"))
            let deletion = try await server.runningKubectl("wait", "--for=delete", "instance/web", "--timeout=30s")
            try await server.kubectl("delete", "instance", "web", "--wait=false")
            #expect(try await server.kubectl("get", "instance", "web", "-o", "jsonpath={.metadata.deletionTimestamp}") != "")
            try await server.kubectl("patch", "instance", "web", "--type=merge", "-p", #"{"metadata":{"finalizers":null}}"#)
            try await deletion.wait(for: "condition met")
            try await server.refusedKubectl("get", "instance", "web")
        }
    }
}
