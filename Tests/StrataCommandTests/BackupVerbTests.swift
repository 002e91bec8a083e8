import StrataAPI
import StrataClient
import StrataClientTestServer
import Testing

@testable import strata

@Suite(.timeLimit(.minutes(5))) struct BackupVerbTests {
    private static func path(_ name: String) -> String { "/apis/strata.dev/v1alpha1/namespaces/default/backups/\(name)" }

    private static let web: JSONValue = [
        "apiVersion": "strata.dev/v1alpha1", "kind": "Instance", "spec": ["site": "pve", "image": "proxmox:debian"],
        "status": ["phase": "Running"],
    ]

    private static func kept(_ phase: String) -> JSONValue {
        [
            "apiVersion": "strata.dev/v1alpha1", "kind": "Backup", "spec": ["instance": "web"],
            "status": [
                "phase": .string(phase), "site": "pve", "type": "VirtualMachine", "nativeID": "nas:backup/x", "size": "2Gi",
                "instanceSpec": [
                    "site": "pve", "image": "proxmox:debian", "cpu": ["cores": 2], "memory": "2Gi", "hostname": "web",
                    "ports": [["port": 80, "hostPort": 8080]], "volumes": [["volume": "data"]], "stack": ["proxmox": ["vlan": 7]],
                ],
            ],
        ]
    }

    private func server(_ objects: ObjectsOnServer) async throws -> TestServer { try await TestServer.start { await objects.answer($0) } }

    @Test func `a backup is asked for with its storage, and waited for`() async throws {
        let objects = ObjectsOnServer([ObjectsOnServer.instances("web"): Self.web]) { objects, path in
            for phase in ["Taking", "Ready"] { objects.change(path, Self.kept(phase)) }
        }
        let run = try await CommandRun.run(["backup", "create", "web", "kept", "--storage", "nas"], server: try await server(objects))
        #expect(run.output == "kept: made of web, 2Gi, nas:backup/x at pve\n")
        #expect(run.status == 0)
        #expect(objects[Self.path("kept")]?["spec"] == ["instance": "web", "storage": "nas"])
    }

    @Test func `who does not wait is told how it goes on, and one without a name gets one`() async throws {
        let objects = ObjectsOnServer([ObjectsOnServer.instances("web"): Self.web])
        let server = try await server(objects)
        let run = try await CommandRun.run(["backup", "create", "web", "--no-wait", "-o", "json"], server: server)
        let made = try JSONValue(parsing: Array(run.output.utf8))
        let name = try #require(made["metadata"]?["name"]?.string)
        #expect(name.hasPrefix("web-2") && objects[Self.path(name)] != nil)
        let plain = try await CommandRun.run(["backup", "create", "web", "b", "--no-wait"], server: server)
        #expect(plain.output == "b: asked for; `strata backup ls -w` shows how it goes on\n")
    }

    @Test func `what failed is told in the stack's sentence, and an instance that is not there by its own status`() async throws {
        let objects = ObjectsOnServer([ObjectsOnServer.instances("web"): Self.web]) { objects, path in
            objects.change(
                path,
                [
                    "status": [
                        "phase": "Failed",
                        "conditions": [
                            ["type": "Ready", "status": "False", "reason": "Refused", "message": "could not back up web: no room"]
                        ],
                    ]
                ])
        }
        let server = try await server(objects)
        let run = try await CommandRun.run(["backup", "create", "web", "kept"], server: server)
        #expect(run.status == 1)
        #expect(run.messages.contains("could not back up web: no room") && run.messages.contains("strata backup rm kept"))
        #expect(try await CommandRun.run(["backup", "create", "none"], server: server).status == 3)
    }

    @Test func `an instance is made as the one of the backup was, which is gone, but for what may not be twice and what options say`()
        async throws
    {
        let objects = ObjectsOnServer([Self.path("kept"): Self.kept("Ready")])
        let arguments = ["backup", "restore", "kept", "new", "--memory", "4Gi", "--label", "tier=db", "--no-start", "--no-wait"]
        let run = try await CommandRun.run(arguments, server: try await server(objects))
        #expect(run.output == "new: asked for; `strata ls -w` shows how it goes on\n")
        let made = try #require(objects[ObjectsOnServer.instances("new")].flatMap(Instance.init(json:)))
        #expect(made.spec.source == Instance.Source(backup: "kept") && made.spec.image.isEmpty)
        #expect(made.spec.site == "pve" && made.spec.type == .virtualMachine && made.spec.power == .stopped)
        #expect(made.spec.memory == Quantity("4Gi") && made.spec.cpu.cores == 2 && made.spec.stack["proxmox"]?["vlan"] == 7)
        #expect(made.spec.hostname.isEmpty && made.spec.ports.isEmpty && made.spec.volumes.isEmpty)
        #expect(made.metadata.labels == ["tier": "db"])
    }

    @Test func `a backup that is not ready is not restored, and one that is not there neither`() async throws {
        let server = try await server(ObjectsOnServer([Self.path("kept"): Self.kept("Taking")]))
        let run = try await CommandRun.run(["backup", "restore", "kept", "new"], server: server)
        #expect(run.status == 4 && run.messages.contains("it is Taking"))
        #expect(try await CommandRun.run(["backup", "restore", "none", "new"], server: server).status == 3)
        #expect(try await CommandRun.run(["backup", "restore", "kept", "new", "--memory", "much"], server: server).status == 2)
    }
}
