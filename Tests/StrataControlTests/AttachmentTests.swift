import StrataAPI
import StrataResources
import Testing

@testable import StrataControl

@Suite(.timeLimit(.minutes(5))) struct `Networks and volumes of instances` {
    private func network(_ plane: PlaneUnderTest, _ name: String = "back") async throws {
        var network = Network(name: PlaneUnderTest.name(name))
        network.spec.site = plane.siteName()
        _ = try await Objects<Network>(plane.objects).create(network)
    }

    private func volume(_ plane: PlaneUnderTest, _ name: String = "data") async throws {
        var volume = Volume(name: PlaneUnderTest.name(name))
        volume.spec.site = plane.siteName()
        volume.spec.size = Quantity("16Mi")
        _ = try await Objects<Volume>(plane.objects).create(volume)
    }

    private func status(of volume: String, _ plane: PlaneUnderTest) throws -> Volume.Status? {
        try Objects<Volume>(plane.objects).get(PlaneUnderTest.name(volume))?.status
    }

    private func network(named name: String, _ plane: PlaneUnderTest) throws -> Network? {
        try Objects<Network>(plane.objects).get(PlaneUnderTest.name(name))
    }

    @Test func `an instance waits for what it names, and is told of by it`() async throws {
        try await PlaneUnderTest.run { plane in
            try await plane.site()
            try await plane.create("web") {
                $0.spec.networks = [Instance.Card(), Instance.Card(network: "back")]
                $0.spec.volumes = [Instance.Mount(volume: "data", path: "/srv")]
            }
            try await eventually("the wait to be told") {
                try plane.instance("web")?.status.conditions["Ready"]?.message
                    == "spec.networks[1].network: there is no Network back in namespace default"
            }
            try await network(plane)
            try await eventually("the next wait to be told") {
                try plane.instance("web")?.status.conditions["Ready"]?.reason == "VolumeNotFound"
            }
            try await volume(plane)
            try await plane.waitForPhase(.running, of: "web")
            try await eventually("the volume to tell") { try status(of: "data", plane)?.usedBy == ["default/web"] }
            try await eventually("the network to tell") {
                try network(named: "back", plane)?.status.leases.map(\.instance) == ["default/web"]
            }
        }
    }

    @Test func `what is in use is deleted only once nobody uses it, and says who does`() async throws {
        try await PlaneUnderTest.run { plane in
            let laboratory = try await plane.site()
            try await network(plane)
            try await volume(plane)
            try await plane.create("web") {
                $0.spec.networks = [Instance.Card(network: "back")]
                $0.spec.volumes = [Instance.Mount(volume: "data", path: "/srv")]
            }
            try await plane.waitForPhase(.running, of: "web")
            try await eventually("both to tell") {
                try status(of: "data", plane)?.phase == .inUse && network(named: "back", plane)?.status.usedAddresses == 1
            }
            try await Objects<Network>(plane.objects).delete(PlaneUnderTest.name("back"))
            try await Objects<Volume>(plane.objects).delete(PlaneUnderTest.name("data"))
            try await eventually("the refusals") {
                let messages = [
                    try network(named: "back", plane)?.status.conditions["Ready"]?.message,
                    try status(of: "data", plane)?.conditions["Ready"]?.message,
                ]
                return messages.allSatisfy { $0?.contains("default/web") == true }
            }
            try await plane.delete("web")
            try await eventually("both to go") { try network(named: "back", plane) == nil && status(of: "data", plane) == nil }
            #expect(laboratory.change { $0.networks.isEmpty && $0.volumes.isEmpty })
        }
    }

    @Test func `a volume stays when its instance goes, and goes to the next`() async throws {
        try await PlaneUnderTest.run { plane in
            try await plane.site()
            try await volume(plane)
            for name in ["one", "two"] {
                try await plane.create(name) { $0.spec.volumes = [Instance.Mount(volume: "data", path: "/srv")] }
                try await plane.waitForPhase(.running, of: name)
                try await eventually("the volume to tell") { try status(of: "data", plane)?.usedBy == ["default/\(name)"] }
                try await plane.delete(name)
                try await plane.waitUntilGone(name)
            }
            try await eventually("the volume to be free") { try status(of: "data", plane)?.phase == .available }
        }
    }

    @Test func `a running instance that names what is not there says so, and still stops when asked`() async throws {
        try await PlaneUnderTest.run { plane in
            try await plane.site()
            try await plane.create("web")
            try await plane.waitForPhase(.running, of: "web")
            try await plane.change("web") {
                $0.spec.networks = [Instance.Card(network: "nowhere")]
                $0.spec.power = .stopped
            }
            try await plane.waitForPhase(.stopped, of: "web")
            try await eventually("the lack to be told") {
                try plane.instance("web")?.status.conditions["InSync"]?.reason == "NetworkNotFound"
            }
        }
    }
}
