import FoundationEssentials
import StrataAPI
import StrataClient
import StrataClientTestServer
import Testing

@testable import strata

@Suite(.timeLimit(.minutes(5))) struct `Verbs` {
    private static func instance(_ phase: String, image: String = "busybox") -> JSONValue {
        [
            "apiVersion": "strata.dev/v1alpha1", "kind": "Instance", "spec": ["site": "local-lxc", "image": .string(image)],
            "status": ["phase": .string(phase)],
        ]
    }

    private static func site(_ stack: String, _ phase: String) -> JSONValue {
        ["apiVersion": "strata.dev/v1alpha1", "kind": "Site", "spec": ["stack": .string(stack)], "status": ["phase": .string(phase)]]
    }

    private static let readySite = [ObjectsOnServer.sites + "local-lxc": site("lxc", "Ready")]

    private func server(_ objects: ObjectsOnServer) async throws -> TestServer { try await TestServer.start { await objects.answer($0) } }

    @Test func `instances are listed as the server lays them out`() async throws {
        let server = try await server(
            ObjectsOnServer([
                ObjectsOnServer.instances("web"): Self.instance("Running"), ObjectsOnServer.instances("db"): Self.instance("Stopped"),
            ]))
        let run = try await CommandRun.run(["ls"], server: server)
        #expect(run.output == "NAME   PHASE\ndb     Stopped\nweb    Running\n")
        #expect(run.status == 0)
        let wide = try await CommandRun.run(["ls"], server: server, environment: ["STRATA_OUTPUT": "wide"])
        #expect(wide.output == "NAME   PHASE     IMAGE\ndb     Stopped   busybox\nweb    Running   busybox\n")
        let names = try await CommandRun.run(["ls", "-o", "name"], server: server)
        #expect(names.output == "instance.strata.dev/db\ninstance.strata.dev/web\n")
    }

    @Test func `colours are for terminals only`() async throws {
        let server = try await server(ObjectsOnServer([ObjectsOnServer.instances("web"): Self.instance("Running")]))
        #expect(try await CommandRun.run(["ls"], server: server, columns: 80).output.contains("\u{1B}[32mRunning\u{1B}[0m"))
        for (arguments, environment) in [(["ls", "--no-color"], [:]), (["ls"], ["NO_COLOR": "1"]), (["ls"], ["TERM": "dumb"])] {
            #expect(try await !CommandRun.run(arguments, server: server, columns: 80, environment: environment).output.contains("\u{1B}"))
        }
    }

    @Test func `an empty list says so beside the output`() async throws {
        let run = try await CommandRun.run(["ls"], server: try await server(ObjectsOnServer()))
        #expect(run.output == "")
        #expect(run.messages == "no instances in namespace default; `strata launch busybox` makes one\n")
        #expect(run.status == 0)
    }

    @Test func `what does not exist is code 3, with a suggestion`() async throws {
        let server = try await server(ObjectsOnServer([ObjectsOnServer.instances("webshop"): Self.instance("Running")]))
        let run = try await CommandRun.run(["get", "instance", "wbeshop", "-o", "yaml"], server: server)
        #expect(run.status == 3)
        #expect(run.messages == "strata: cannot get instance wbeshop: wbeshop not found\nhint: did you mean \"webshop\"?\n")
        #expect(run.output == "")
    }

    @Test func `an object is shown whole, without who set what`() async throws {
        var object = Self.instance("Running")
        object[path: ["metadata"]] = ["managedFields": [["manager": "x"]]]
        let server = try await server(ObjectsOnServer([ObjectsOnServer.instances("web"): object]))
        let run = try await CommandRun.run(["get", "inst", "web", "-o", "yaml"], server: server)
        #expect(run.output.hasPrefix("apiVersion: strata.dev/v1alpha1\nkind: Instance\nmetadata:\n  name: web\n"))
        #expect(!run.output.contains("managedFields"))
    }

    @Test func `a launched instance is waited for and summed up`() async throws {
        let objects = ObjectsOnServer(Self.readySite) { objects, path in
            objects.change(path, ["status": ["phase": "Creating"]])
            objects.change(path, ["status": ["phase": "Running", "addresses": ["10.0.3.17"]]])
        }
        let run = try await CommandRun.run(
            [
                "launch", "busybox", "web", "--cpu", "0.5", "--memory", "64Mi", "--publish", "8080:80", "--env", "A=b=c", "--label",
                "tier=front", "--", "sh", "-c", "x",
            ],
            server: try await server(objects))
        #expect(run.status == 0, "\(run.messages)")
        #expect(run.output == "web: running on local-lxc, address 10.0.3.17, port 80 published as 8080/tcp\n")
        let spec = try #require(objects[ObjectsOnServer.instances("web")]?["spec"])
        #expect(spec["site"] == "local-lxc")
        #expect(spec["cpu"] == ["cores": 0.5])
        #expect(spec["memory"] == "64Mi")
        #expect(spec["environment"] == ["A": "b=c"])
        #expect(spec["command"] == ["sh", "-c", "x"])
        #expect(spec["ports"]?.array?.first?["hostPort"] == 8080)
        #expect(objects[ObjectsOnServer.instances("web")]?["metadata"]?["labels"] == ["tier": "front"])
    }

    @Test func `a launch that fails says why, in the server's words`() async throws {
        let objects = ObjectsOnServer(Self.readySite) { objects, path in
            objects.change(
                path,
                [
                    "status": [
                        "phase": "Failed",
                        "conditions": [["type": "Ready", "status": "False", "reason": "NoSpace", "message": "the disk is \u{1B}[31mfull"]],
                    ]
                ])
        }
        let run = try await CommandRun.run(["launch", "busybox", "web"], server: try await server(objects))
        #expect(run.status == 1)
        #expect(
            run.messages.hasSuffix(
                "strata: cannot launch web: the disk is \\u{1b}[31mfull\nhint: `strata describe instance web` tells more\n"))
    }

    @Test func `a launch that takes too long tells how far it is`() async throws {
        let objects = ObjectsOnServer(Self.readySite) { objects, path in objects.change(path, ["status": ["phase": "Creating"]]) }
        let run = try await CommandRun.run(["launch", "busybox", "web", "--timeout", "1s"], server: try await server(objects))
        #expect(run.status == 1)
        #expect(run.messages.contains("strata: cannot launch web: not done within 1s: Creating\n"))
    }

    @Test func `a name that is taken is code 4`() async throws {
        let objects = ObjectsOnServer([
            ObjectsOnServer.sites + "lab": Self.site("lxc", "Ready"), ObjectsOnServer.instances("web"): Self.instance("Running"),
        ])
        let run = try await CommandRun.run(["launch", "busybox", "web"], server: try await server(objects))
        #expect(run.status == 4)
        #expect(run.messages.contains("`strata rm web`"))
    }

    @Test func `without a site that is ready nothing is launched`() async throws {
        let objects = ObjectsOnServer([ObjectsOnServer.sites + "local-lxc": Self.site("lxc", "Unsupported")])
        let run = try await CommandRun.run(["launch", "busybox"], server: try await server(objects))
        #expect(run.status == 1)
        #expect(run.messages.hasPrefix("strata: cannot choose a site: no site is ready: local-lxc is Unsupported\n"))
    }

    @Test func `stopping waits, and several are done though one is missing`() async throws {
        let objects = ObjectsOnServer([
            ObjectsOnServer.instances("a"): Self.instance("Running"), ObjectsOnServer.instances("b"): Self.instance("Running"),
        ]) {
            objects, path in objects.change(path, ["status": ["phase": "Stopped"]])
        }
        let run = try await CommandRun.run(["stop", "a", "gone", "b"], server: try await server(objects))
        #expect(run.status == 3)
        #expect(run.output == "a: stopped\nb: stopped\n")
        #expect(objects[ObjectsOnServer.instances("b")]?["spec"]?["power"] == "Stopped")
    }

    @Test func `removing waits until it is gone`() async throws {
        let objects = ObjectsOnServer([ObjectsOnServer.instances("web"): Self.instance("Running")])
        let server = try await server(objects)
        let run = try await CommandRun.run(["rm", "web", "--now"], server: server)
        #expect(run.output == "web: removed\n", "\(run.messages)")
        #expect(objects[ObjectsOnServer.instances("web")] == nil)
        #expect(server.exchanges.first { $0.method == "DELETE" }?.json["gracePeriodSeconds"] == 0)
    }

    @Test func `apply says what became of each object`() async throws {
        let objects = ObjectsOnServer(
            refusals: ["PATCH " + ObjectsOnServer.instances("taken"): .refusal(.conflict, "conflict with \"kubectl\": .spec.image")])
        let server = try await server(objects)
        let file = try CommandRun.temporaryFile(
            """
            apiVersion: strata.dev/v1alpha1
            kind: Instance
            metadata: {name: web}
            spec: {site: x, image: busybox}
            ---
            {"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "strata.dev/v1alpha1", "kind": "Site", "metadata": {"name": "lab"}, "spec": {"stack": "lxc"}}]}
            """, suffix: ".yaml")
        defer { try? FileManager.default.removeItem(atPath: file) }
        #expect(try await CommandRun.run(["diff", "-f", file], server: server).status == 1)
        #expect(try await CommandRun.run(["apply", "-f", file, "--dry-run"], server: server).output.contains("created (dry run)"))
        #expect(
            try await CommandRun.run(["apply", "-f", file], server: server).output
                == "instance.strata.dev/web created\nsite.strata.dev/lab created\n")
        #expect(
            try await CommandRun.run(["apply", "-f", file], server: server).output
                == "instance.strata.dev/web unchanged\nsite.strata.dev/lab unchanged\n")
        let same = try await CommandRun.run(["diff", "-f", file], server: server)
        #expect(same.status == 0)
        #expect(same.output == "")
        objects.change(ObjectsOnServer.instances("web"), ["spec": ["image": "debian/12"]])
        let diff = try await CommandRun.run(["diff", "-f", file], server: server)
        #expect(diff.status == 1)
        #expect(diff.output.contains("-  image: debian/12\n+  image: busybox\n"))
        #expect(
            try await CommandRun.run(["apply", "-f", file], server: server).output
                == "instance.strata.dev/web configured\nsite.strata.dev/lab unchanged\n")
        let conflicting = try CommandRun.temporaryFile(
            "{apiVersion: strata.dev/v1alpha1, kind: Instance, metadata: {name: taken}}", suffix: ".yaml")
        defer { try? FileManager.default.removeItem(atPath: conflicting) }
        let conflict = try await CommandRun.run(["apply", "-f", conflicting], server: server)
        #expect(conflict.status == 4)
        #expect(conflict.messages.contains("--force-conflicts"))
        #expect(try await CommandRun.run(["delete", "-f", file], server: server).output == "lab: removed\nweb: removed\n")
    }

    @Test func `describe tells conditions in words`() async throws {
        var object = Self.instance("Creating")
        object[path: ["status", "conditions"]] = [
            ["type": "Ready", "status": "False", "reason": "ImageBuilding", "message": "the image is being built"]
        ]
        let run = try await CommandRun.run(
            ["describe", "instance", "web"], server: try await server(ObjectsOnServer([ObjectsOnServer.instances("web"): object])))
        #expect(run.output.contains("Conditions:\n  Ready: no: ImageBuilding: the image is being built\n"))
        #expect(run.output.contains("Wanted:\n  Image:            busybox\n"))
    }

    @Test(arguments: [(Int32(0), ""), (3, ""), (255, "")])
    func `exec passes output and exit code on`(code: Int32, _: String) async throws {
        let server = try await TestServer.start(
            sessions: .init { exchange, session in
                try await session.send(1, Array(exchange.query("command").joined(separator: "|").utf8))
                try await session.send(2, Array("oops".utf8))
                let outcome: JSONValue =
                    code == 0
                    ? ["kind": "Status", "apiVersion": "v1", "status": "Success"]
                    : [
                        "kind": "Status", "apiVersion": "v1", "status": "Failure",
                        "details": ["causes": [["reason": "ExitCode", "message": .string(String(code))]]],
                    ]
                try await session.send(3, outcome.encoded())
            })
        let run = try await CommandRun.run(["exec", "web", "--", "sh", "-c", "echo $HOME"], server: server)
        #expect(run.status == code)
        #expect(run.output == "sh|-c|echo $HOME")
        #expect(run.messages == "oops")
    }

    @Test func `a log on a terminal keeps its colours and nothing worse`() async throws {
        let server = try await TestServer.start(
            sessions: .init { _, session in
                try await session.send(1, Array("\u{1B}[31mred\u{1B}[0m \u{1B}]0;title\u{7}\n".utf8))
                try await session.close()
            })
        #expect(
            try await CommandRun.run(["logs", "web"], server: server, columns: 80).output
                == "\u{1B}[31mred\u{1B}[0m \\u{1b}]0;title\\u{7}\n")
        #expect(try await CommandRun.run(["logs", "web"], server: server).output == "\u{1B}[31mred\u{1B}[0m \u{1B}]0;title\u{7}\n")
    }

    @Test func `a server that cannot be reached is code 5`() async throws {
        let run = try await CommandRun.run(["ls", "--server", "https://127.0.0.1:1"])
        #expect(run.status == 5)
        #expect(run.messages.hasPrefix("strata: cannot list the instances: cannot reach 127.0.0.1:1: connection refused\nhint: "))
    }

    @Test func `no kubeconfig is code 5, with what to do`() async throws {
        let run = try await CommandRun.run(["ls"], environment: ["STRATA_DATA": "/nonexistent/data"])
        #expect(run.status == 5)
        #expect(run.messages.contains("/nonexistent/data/kubeconfig"))
        #expect(run.messages.contains("hint: `strata serve` writes one"))
    }

    @Test(arguments: [
        ["lss"], ["ls", "--bogus"], ["launch"], ["launch", "busybox", "--publish", "x"], ["launch", "busybox", "--memory", "lots"], ["rm"],
        ["rm", "a", "--all"],
        ["exec", "web"], ["get", "instnces"], ["apply"], ["completion", "tcsh"], ["ls", "-o", "xml"],
        ["site", "add", "x", "--stack", "lxc", "--endpoint", "ssh://h"],
        ["launch", "busybox", "--timeout", "soon"], ["import", "web", "--native"], ["import", "web.tar", "-f", "web.tar"],
        ["import", "web", "--native", "--site", "lab", "--name", "web2"],
    ])
    func `wrong usage is code 2, and says so in one line`(arguments: [String]) async throws {
        let run = try await CommandRun.run(arguments)
        #expect(run.status == 2)
        #expect(run.messages.hasPrefix("strata: "))
        #expect(run.output == "")
    }

    @Test(arguments: [(["lss"], "strata ls"), (["get", "instnces"], "instances")])
    func `a mistyped word gets a suggestion`(arguments: [String], suggestion: String) async throws {
        #expect(
            try await CommandRun.run(arguments).messages.contains(
                "did you mean \(suggestion.contains(" ") ? "\"\(suggestion)\"" : suggestion)?"))
    }

    @Test func `every verb's help has examples`() async throws {
        for verb in StrataCommand.verbs where !["help", "serve"].contains(verb) {
            let run = try await CommandRun.run([verb, "--help"])
            #expect(run.status == 0)
            #expect(run.output.contains("Examples:") || run.output.contains("SUBCOMMANDS:"), "\(verb)")
            #expect(run.output.contains("strata \(verb)"))
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `completions are printed`(shell: String) async throws {
        let run = try await CommandRun.run(["completion", shell])
        #expect(run.status == 0)
        #expect(run.output.contains("launch"))
    }
}
