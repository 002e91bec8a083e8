import Foundation
import StrataAPI
import StrataClientTestServer
import Testing

@testable import strata

@Suite(.timeLimit(.minutes(2))) struct `The thirty stacks on the command line` {
    private static let site: JSONValue = [
        "apiVersion": "strata.dev/v1alpha1", "kind": "Site", "spec": ["stack": "lxc"],
        "status": [
            "phase": "Ready", "version": "5.0.2",
            "boxes": [
                ["id": "seccomp", "state": "Missing", "reason": "not in this kernel"],
                ["id": "cpu", "state": "Present", "facts": ["model": "EPYC"]],
            ],
        ],
    ]

    private static func instance(_ phase: String, site: String = "edge") -> JSONValue {
        [
            "apiVersion": "strata.dev/v1alpha1", "kind": "Instance", "spec": ["site": .string(site), "image": "busybox"],
            "status": ["phase": .string(phase)],
        ]
    }

    private func server(_ objects: ObjectsOnServer) async throws -> TestServer { try await TestServer.start { await objects.answer($0) } }

    private func edge() -> ObjectsOnServer {
        ObjectsOnServer([
            ObjectsOnServer.sites + "edge": Self.site, ObjectsOnServer.instances("web"): Self.instance("Running"),
        ])
    }

    @Test func `the stacks are listed, seventeen beside five`() async throws {
        let run = try await CommandRun.run(["stacks", "ls"])
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 30)
        #expect(lines[0].hasPrefix("NUMBER   ID"))
        #expect(lines.contains { $0.hasPrefix("5,17") && $0.contains("openbsd-vmm") })
        #expect(lines.contains { $0.hasPrefix("13") && $0.contains("end-of-life") })
        let json = try JSONSerialization.jsonObject(with: Data(try await CommandRun.run(["stacks", "ls", "-o", "json"]).output.utf8))
        #expect((json as? [[String: Any]])?.count == 29)
    }

    @Test(arguments: ["lxc", "1", "17", "OpenBSD VMM"])
    func `a stack is shown as Markdown, JSON and YAML`(name: String) async throws {
        let markdown = try await CommandRun.run(["stacks", "show", name]).output
        for heading in ["# ", "## How it works", "## Facts", "## Errata"] { #expect(markdown.contains(heading), "\(heading)") }
        let output = try await CommandRun.run(["stacks", "show", name, "-o", "json"]).output
        let object = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        let yaml = try await CommandRun.run(["stacks", "show", name, "-o", "yaml"]).output
        #expect(yaml.contains("\nid: \(try #require(object["id"] as? String))\n"))
        #expect(Set(object.keys).isSuperset(of: ["number", "layers", "links", "clusters", "cons", "facts", "errata", "howItWorks"]))
    }

    @Test func `the cons are counted, of all stacks or of some`() async throws {
        let all = try await CommandRun.run(["stacks", "cons"]).output
        let last = try #require(all.split(separator: "\n").last)
        let numbers = last.split { !$0.isNumber }.compactMap { Int($0) }
        #expect(numbers.count == 3)
        let lines: Int = all.split(separator: "\n").count
        let cons: Int = numbers.reduce(0, +)
        #expect(lines == 2 * cons + 1)
        let one = try await CommandRun.run(["stacks", "cons", "1", "-o", "json"]).output
        #expect(one.contains("\"stack\" : \"lxc\"") && !one.contains("proxmox"))
    }

    @Test func `a stack that there is not is code 3, with what it may be`() async throws {
        for arguments in [["stacks", "show", "proxmx"], ["compare", "lxc", "proxmx"], ["stacks", "cons", "proxmx"]] {
            let run = try await CommandRun.run(arguments)
            #expect(run.status == 3)
            #expect(run.messages == "strata: no stack is called \"proxmx\"; did you mean proxmox?\n")
        }
    }

    @Test func `stacks are compared as table, Markdown, HTML and JSON`() async throws {
        let table = try await CommandRun.run(["compare", "proxmox", "vsphere", "xcp-ng"], columns: 120).output
        #expect(table.contains("Proxmox") && table.contains("VMware ESXi") && table.contains("XCP-ng"))
        #expect(table.split(separator: "\n").allSatisfy { $0.count <= 120 })
        #expect(try await CommandRun.run(["compare", "1", "2", "-o", "markdown"]).output.hasPrefix("| | LXC | LXD |"))
        #expect(try await CommandRun.run(["compare", "1", "2", "-o", "html"]).output.hasPrefix("<!doctype html>"))
        #expect(try await CommandRun.run(["compare", "1", "2", "-o", "json"]).output.contains("\"differs\" : true"))
        #expect(try await CommandRun.run(["compare", "lxc"]).status == 2)
    }

    @Test func `a stack needs no server to be drawn`() async throws {
        let text = try await CommandRun.run(["diagram", "12", "--width", "100"]).output
        #expect(text.hasPrefix("12 · Proxmox\n"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
        #expect(try await CommandRun.run(["diagram", "12", "--ascii"]).output.utf8.allSatisfy { $0 < 0x80 })
        #expect(try await CommandRun.run(["diagram", "12", "-o", "svg"]).output.hasPrefix("<svg"))
        #expect(try await CommandRun.run(["diagram", "12", "-o", "html"]).output.hasPrefix("<!doctype html>"))
        #expect(try await CommandRun.run(["diagram", "12", "-o", "json"]).output.contains("\"stack\" : \"proxmox\""))
        #expect(try await CommandRun.run(["diagram", "12", "--width", "10"]).status == 2)
        #expect(try await CommandRun.run(["diagram", "12", "-o", "svg", "--watch"]).status == 2)
    }

    @Test func `a site is drawn with what it has`() async throws {
        let objects = edge()
        objects.put(ObjectsOnServer.instances("other"), Self.instance("Running", site: "elsewhere"))
        let server = try await server(objects)
        let text = try await CommandRun.run(["diagram", "edge"], server: server).output
        for wanted in ["site edge · lxc 5.0.2", "● web", "○ seccomp", "not in this", "● CPU", "model EPYC"] {
            #expect(text.contains(wanted), "\(wanted)\n\(text)")
        }
        #expect(!text.contains("other"))
        let json = try await CommandRun.run(["diagram", "edge", "-o", "json"], server: server).output
        #expect(json.contains("\"isLive\" : true"))
        let nowhere = try await CommandRun.run(["diagram", "nowhere"], server: server)
        #expect(nowhere.status == 3)
    }

    @Test func `a watched site is drawn again with each change, until it is gone`() async throws {
        let objects = edge()
        let server = try await server(objects)
        let output = Captured()
        let path = try CommandRun.temporaryFile(CommandRun.kubeconfig(server), suffix: ".kubeconfig")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let surroundings = Surroundings(
            environment: ["HOME": "/nonexistent", "STRATA_KUBECONFIG": path], output: Sink(columns: nil, take: { output.append($0) }),
            messages: Sink(columns: nil, take: { _ in }))
        let run = Task { await Surroundings.$current.withValue(surroundings) { await StrataMain.run(["diagram", "edge", "--watch"]) } }
        while !output.text.contains("● web") { await Task.yield() }
        objects.put(ObjectsOnServer.instances("db"), Self.instance("Stopped"))
        while !output.text.contains(" db ") { await Task.yield() }
        objects.remove(ObjectsOnServer.sites + "edge")
        #expect(await run.value == 3)
        #expect(output.text.split(separator: "\n").filter { $0.hasPrefix("site edge") }.count >= 2)
    }

    @Test func `a stack cannot be watched, and is told so`() async throws {
        let run = try await CommandRun.run(["diagram", "proxmox", "--watch"], server: try await server(ObjectsOnServer()))
        #expect(run.status == 3)
        #expect(run.messages.contains("proxmox is a stack, which does not change"))
    }
}
