import StrataAPI
import StrataDriverKit
import Testing

@testable import StrataNetwork

@Suite(.tags(.host), .timeLimit(.minutes(2)))
struct NameServiceTests {
    @Test
    func `a guest that asks by DHCP gets the address of its lease`() async throws {
        try await Laboratory.use { laboratory in
            let lease = try await laboratory.network.attach(owner: UID("a"), hostname: "web")
            let guest = try await laboratory.guest(1, lease, configured: false)
            let script = "\(laboratory.directory)/bound"
            try await guest.write(script, Array("#!/bin/sh\n[ \"$1\" = bound ] && env >&2\nexit 0\n".utf8), mode: 0o755)
            let output = try await guest.check(
                Command("busybox", "udhcpc", "-i", "eth0", "-f", "-n", "-q", "-t", "5", "-T", "1", "-O", "search", "-s", script))
            let variables = output.errorText.split(separator: "\n").map(String.init)
            #expect(variables.contains("ip=\(lease.address)"))
            #expect(variables.contains("router=\(lease.gateway)"))
            #expect(variables.contains("dns=\(lease.gateway)"))
            #expect(variables.contains("search=strata.internal"))
        }
    }

    @Test
    func `a device without a lease gets no address`() async throws {
        try await Laboratory.use { laboratory in
            var lease = try await laboratory.network.attach(owner: UID("a"), hostname: "web")
            lease.mac = "02:00:00:00:00:99"
            let guest = try await laboratory.guest(1, lease, configured: false)
            let output = try await guest.run(
                Command("busybox", "udhcpc", "-i", "eth0", "-f", "-n", "-q", "-t", "2", "-T", "1", "-s", "/bin/true"))
            #expect(!output.succeeded)
        }
    }

    @Test
    func `names come and go with leases`() async throws {
        try await Laboratory.use { laboratory in
            let web = try await laboratory.network.attach(owner: UID("a"), hostname: "web")
            let guest = try await laboratory.guest(1, web)
            let data = try await laboratory.network.attach(owner: UID("b"), hostname: "data.example")
            #expect(data.domainName == "data.example.strata.internal")
            for name in ["web", "web.strata.internal"] {
                try await laboratory.wait { try await laboratory.resolve(name, web.gateway, from: guest) == [web.address] }
            }
            try await laboratory.wait { try await laboratory.resolve(data.domainName, web.gateway, from: guest) == [data.address] }
            #expect(try await laboratory.resolve("data.example", web.gateway, from: guest) == [])
            _ = try await laboratory.network.attach(owner: UID("b"), hostname: "renamed")
            try await laboratory.wait { try await laboratory.resolve("renamed", web.gateway, from: guest) == [data.address] }
            #expect(try await laboratory.resolve(data.domainName, web.gateway, from: guest) == [])
            try await laboratory.network.release(owner: UID("b"))
            try await laboratory.wait { try await laboratory.resolve("renamed", web.gateway, from: guest) == [] }
            #expect(try await laboratory.network.lease(owner: UID("b")) == nil)
        }
    }

    @Test
    func `a name server that was killed is started again and knows all names`() async throws {
        try await Laboratory.use { laboratory in
            let web = try await laboratory.network.attach(owner: UID("a"), hostname: "web")
            let process = try await laboratory.nameServer()
            try await laboratory.host.check(Command("sh", "-c", #"kill -9 "$1""#, "sh", "\(process)"))
            try await laboratory.wait { try await laboratory.host.read("/proc/\(process)/cmdline")?.isEmpty ?? true }
            _ = try await laboratory.network.ensure()
            #expect(try await laboratory.nameServer() != process)
            #expect(try await laboratory.resolve("web", web.gateway, from: laboratory.host) == [web.address])
        }
    }

    @Test(arguments: ["1\n", "not a number\n", "", "99999999999999\n", "-1\n"])
    func `a process file that names another process is seen through`(content: String) async throws {
        try await Laboratory.use { laboratory in
            _ = try await laboratory.network.ensure()
            let process = try await laboratory.nameServer()
            try await laboratory.host.write("/run/\(laboratory.name)-network/dnsmasq.pid", Array(content.utf8))
            _ = try await laboratory.secondNetwork().ensure()
            let next = try await laboratory.nameServer()
            #expect(next != process)
            #expect(try await laboratory.host.read("/proc/\(process)/cmdline")?.isEmpty ?? true, "the one whose file was lost still runs")
        }
    }

    @Test
    func `another server on the address is reported in dnsmasq's words`() async throws {
        try await Laboratory.use { laboratory in
            let other = try await laboratory.host.open(
                Command("dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--pid-file=", "--port=53", "--no-resolv", "--no-hosts"))
            try await laboratory.wait { try await laboratory.host.run(Command("ss", "-Hltn", "sport = :53")).output.isEmpty == false }
            let error = await #expect(throws: NetworkError.self) { try await laboratory.network.ensure() }
            #expect(error?.description.contains("Address already in use") == true, "\(error?.description ?? "no error")")
            await other.terminate()
            _ = try await laboratory.network.ensure()
        }
    }
}

extension Laboratory {
    /// The IPv4 addresses a name server gives for a name.
    func resolve(_ name: String, _ server: String, from machine: NamespaceMachine) async throws -> [String] {
        let output = try await machine.run(Command("timeout", "5", "busybox", "nslookup", "-type=a", name, server))
        // The server itself stands before the first name.
        return output.text.split(separator: "\n").drop { !$0.hasPrefix("Name:") }.compactMap { line in
            line.hasPrefix("Address: ") ? String(line.dropFirst(9)) : nil
        }
    }
}
