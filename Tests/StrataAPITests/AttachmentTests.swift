import StrataAPI
import Testing

struct AttachmentTests {
    private func issues(_ spec: JSONValue) -> [String] {
        var spec = spec
        spec["site"] = "local-lxc"
        spec["image"] = "busybox"
        return KindDefinition(Instance.self).issues(with: ["metadata": ["name": "web"], "spec": spec]).wrong.map { "\($0.path)" }
    }

    @Test(arguments: ["10.0.0.300", "10.0.0", "::1", "010.0.0.1"])
    func `what is no address is refused with its path`(address: String) {
        #expect(issues(["networks": [["network": "back", "address": .string(address)]]]) == ["spec.networks[0].address"])
    }

    @Test(arguments: ["01:00:00:00:00:01", "00:00:00:00:00:00", "02:53:0A:00:00:01", "02-53-0a-00-00-01", "x"])
    func `what is no card's hardware address is refused`(mac: String) {
        #expect(issues(["networks": [["network": "back", "mac": .string(mac)]]]) == ["spec.networks[0].mac"])
    }

    @Test(arguments: ["relative", "/", "/a/../b", "/a//b", "/a b", "/a\nlxc.net.0.type = none", "/a#b"])
    func `what is no plain path is refused`(path: String) {
        #expect(issues(["volumes": [["volume": "data", "path": .string(path)]]]) == ["spec.volumes[0].path"])
    }

    @Test func `nothing is attached twice`() {
        #expect(issues(["networks": [["network": "a"], ["network": "a"]]]) == ["spec.networks[1].network"])
        #expect(
            issues(["volumes": [["volume": "a", "path": "/x"], ["volume": "a", "path": "/x"]]]).sorted() == [
                "spec.volumes[1].path", "spec.volumes[1].volume",
            ])
    }

    @Test(arguments: ["10.0.0.0", "10.0.0.1/24", "10.0.0.0/30", "127.0.0.0/8", "224.0.0.0/24", "10.0.0.0/7", "x/24"])
    func `what is no subnet for instances is refused`(subnet: String) {
        let json: JSONValue = ["metadata": ["name": "back"], "spec": ["site": "s", "subnet": .string(subnet)]]
        #expect(KindDefinition(Network.self).issues(with: json).wrong.map { "\($0.path)" } == ["spec.subnet"])
    }

    @Test func `no Network is named as the site's own, and no volume shrinks`() {
        let network: JSONValue = ["metadata": ["name": "default"], "spec": ["site": "s"]]
        #expect(KindDefinition(Network.self).issues(with: network).wrong.map { "\($0.path)" } == ["metadata.name"])
        let volume: JSONValue = ["metadata": ["name": "v"], "spec": ["site": "s", "size": "1Gi"], "status": ["size": "2Gi"]]
        #expect(KindDefinition(Volume.self).issues(with: volume).wrong.map { "\($0.path)" } == ["spec.size"])
    }
}
