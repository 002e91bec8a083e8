import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LXCDriver

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `A survey` {
    @Test(arguments: Way.allCases)
    func `says what the host is and has every box of the diagram from the containers down`(way: Way) async throws {
        try await Place.use(way) { place in
            let survey = try await place.driver.survey()
            let host = try #require(survey.hosts.first?.status)
            #expect(host.cpus > 0)
            #expect(try #require(host.memory) > #require(host.memoryAvailable))
            #expect(!host.kernel.isEmpty && !host.operatingSystem.isEmpty && !host.architecture.isEmpty && !host.cgroups.isEmpty)
            #expect(survey.version.first?.isNumber == true)
            let ids = [
                "lxc-containers", "linux-kernel", "cgroups-v2", "namespaces", "seccomp", "apparmor", "virtual-network-bridge", "cpu", "ram",
                "nic", "storage",
            ]
            #expect(survey.boxes.map(\.id) == ids)
            #expect(survey.boxes.allSatisfy { $0.state == .present || !$0.reason.isEmpty })
            guard case .no = await LXCDriver.probe(place.machine) else { return }
            Issue.record("this machine runs containers, so the probe must not say no")
        }
    }

    @Test(arguments: [false, true])
    func `where overlayfs does not work, containers are copies, and the survey says so`(privileged: Bool) async throws {
        try await Place.use { place in
            // The kernel does not take one overlay for the upper layer of another.
            let local = LocalMachine()
            for name in ["under", "over", "work"] { try await local.makeDirectory("\(place.directory)/\(name)") }
            let options = "lowerdir=\(place.directory)/under,upperdir=\(place.directory)/over,workdir=\(place.directory)/work"
            try await local.check(Command("mount", "-t", "overlay", "overlay", "-o", options, place.path))
            let result: Result<Void, any Error>
            do {
                try await copies(privileged, in: place)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            try await local.check(Command("umount", "-l", place.path))
            try result.get()
        }
    }

    private func copies(_ privileged: Bool, in place: Place) async throws {
        let driver = try await place.reconnected()
        let storage = try #require(try await driver.survey().boxes.first { $0.id == "storage" })
        #expect(storage.state == .degraded)
        #expect(storage.reason.contains("full copy"))
        let order = place.order("copy", privileged: privileged)
        let id = try await driver.create(order)
        try await driver.start(id)
        #expect(try await place.run(id, "hostname").text == "copy\n")
        #expect(try await place.run(id, "cat", "/etc/hosts").text.contains("copy"))
        #expect(try await place.run(id, "sh", "-c", "rm -r /var && mkdir /var && echo fine").text == "fine\n")
        try await driver.stop(id, grace: .seconds(5))
        try await driver.delete(id, owner: order.uid)
        #expect(try await driver.list().isEmpty)
    }
}
