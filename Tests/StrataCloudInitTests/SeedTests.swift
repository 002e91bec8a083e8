import Foundation
import StrataAPI
import StrataDriverKit
import Testing

@testable import StrataCloudInit

struct `What cloud-init is told` {
    private func seed(_ options: CloudInit = CloudInit(), mac: String? = "52:54:00:00:00:01") -> CloudInitSeed {
        CloudInitSeed(uid: UID("0f6d2c3a-1b2c-4d5e-8f90-123456789abc"), hostname: "web", options: options, mac: mac)
    }

    private func files(_ options: CloudInit = CloudInit(), mac: String? = "52:54:00:00:00:01") -> [String: String] {
        Dictionary(
            seed(options, mac: mac).files.map { ($0.name, String(decoding: $0.content, as: UTF8.self)) }, uniquingKeysWith: { $1 })
    }

    @Test func `is the machine's name, identity and network`() throws {
        let files = files()
        let meta = try JSONValue(parsing: try #require(files["meta-data"]))
        #expect(meta["local-hostname"] == "web" && meta["instance-id"] == "0f6d2c3a-1b2c-4d5e-8f90-123456789abc")
        #expect(meta["public-keys"] == nil)
        let network = try JSONValue(parsing: try #require(files["network-config"]))
        #expect(network["ethernets"]?["eth0"]?["match"]?["macaddress"] == "52:54:00:00:00:01")
        #expect(files["user-data"] == "#cloud-config\n{}\n")
        #expect(self.files(mac: nil)["network-config"] == nil)
    }

    @Test func `is what its instance says, whatever stands in it`() throws {
        var options = CloudInit()
        options.userData = "#!/bin/sh\necho \"}: '\n"
        options.keys = ["ssh-ed25519 AAAA \"x\": y"]
        options.networkConfig = "version: 1\n"
        let files = files(options)
        #expect(files["user-data"] == "#!/bin/sh\necho \"}: '\n")
        #expect(files["network-config"] == "version: 1\n")
        #expect(try JSONValue(parsing: try #require(files["meta-data"]))["public-keys"] == ["ssh-ed25519 AAAA \"x\": y"])
    }

    @Test func `is on a disk that others can read`() async throws {
        var template = Array("/tmp/strata-seed-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        let result: Result<Void, any Error>
        do { result = .success(try await read(in: directory)) } catch { result = .failure(error) }
        try await LocalMachine().remove(directory)
        try result.get()
    }

    private func read(in directory: String) async throws {
        let machine = LocalMachine()
        let image = "\(directory)/seed.img"
        for size in [0, 1, 511, 512, 513, 40_000] {
            var options = CloudInit()
            options.userData = "#" + String(repeating: "a", count: size)
            let seed = seed(options)
            #expect(seed.disk == seed.disk)
            try await machine.write(image, seed.disk)
            #expect(try await machine.check(Command("blkid", "-o", "value", "-s", "LABEL", image)).text == "CIDATA\n")
            #expect(try await machine.check(Command("mdir", "-b", "-i", image)).text == "::/meta-data\n::/user-data\n::/network-config\n")
            for file in seed.files {
                let content = try await machine.check(Command("mtype", "-i", image, "::/\(file.name)")).output
                #expect(content == file.content, "\(file.name) with \(size) bytes of user data")
            }
        }
    }
}
