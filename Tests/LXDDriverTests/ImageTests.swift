import Crypto
import LXD
import LXDDaemon
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LXDDriver

@Suite(.yard, .tags(.host), .timeLimit(.minutes(5))) struct `Images of the daemon's` {
    @Test func `of its own are named by alias and fingerprint`() async throws {
        let yard = try #require(Yard.shared)
        let fingerprint = try await yard.driver.images.fingerprint(of: yard.image, "test", "test")
        _ = try await yard.client.perform(
            .post, "/1.0/images/aliases", ["name": "mine/1", "target": .string(fingerprint), "type": "container"])
        for (number, name) in ["mine/1", String(fingerprint.prefix(16))].enumerated() {
            #expect(try await yard.driver.type(ofImage: name, wanted: nil) == .container)
            let order = yard.order("own-\(number)", native: name)
            let id = try await yard.driver.create(order)
            #expect(try await yard.driver.create(order) == id)
            try await yard.driver.start(id)
            #expect(try await yard.run(id, "echo", "here").text == "here\n")
            try await yard.driver.delete(id, owner: order.uid)
        }
    }

    @Test func `of a simplestreams server are fetched by the daemon`() async throws {
        let yard = try #require(Yard.shared)
        let file = try #require(try await LocalMachine().read(yard.image.path, limit: 64 << 20))
        try await yard.server.serving(Self.mirror(of: file)) { server in
            let driver = try await Yard.connect(yard.server, ["remotes": ["here": .string(server.address)]])
            let order = yard.order("fetched", native: "here:box/1")
            let id = try await driver.create(order)
            try await driver.start(id)
            #expect(try await yard.run(id, "echo", "here", on: driver).text == "here\n")
            try await driver.delete(id, owner: order.uid)
            let missing = await #expect(throws: DriverError.self) {
                _ = try await driver.create(yard.order("missing", native: "here:other"))
            }
            #expect(missing != nil)
            #expect(try await driver.list().allSatisfy { $0.id.text != "missing" })
            await driver.close()
        }
    }

    @Test func `that do not exist are refused by name`() async throws {
        let yard = try #require(Yard.shared)
        let alias = await #expect(throws: DriverError.self) { _ = try await yard.driver.type(ofImage: "nothing", wanted: nil) }
        #expect("\(String(describing: alias))".contains("\(yard.driver.facts.client) image list"))
        let remote = await #expect(throws: DriverError.self) { _ = try await yard.driver.create(yard.order("x", native: "nowhere:box")) }
        #expect("\(String(describing: remote))".contains("spec.options.remotes"))
    }

    @Test func `are named as lxc names them`() {
        let remote = NativeImageName("images:alpine/3.19")
        #expect(remote.remote == "images" && remote.alias == "alpine/3.19")
        #expect(NativeImageName("alpine").remote.isEmpty && NativeImageName("alpine").alias == "alpine")
    }

    @Test(arguments: [("lxd", ["images", "ubuntu", "ubuntu-daily"]), ("incus", ["images"])])
    func `of servers that need not be named are those that the daemon can use`(product: String, remotes: [String]) {
        #expect(NativeImageName.known(product: product).keys.sorted() == remotes)
    }

    /// What a mirror has of one image, in the format of simplestreams; LXD and Incus each take what is called after them.
    private static func mirror(of file: [UInt8]) -> [String: [UInt8]] {
        let metadata = SmallArchive.archive("metadata.yaml", Array("architecture: x86_64\ncreation_date: 1\n".utf8))
        func digest(_ bytes: [UInt8]) -> JSONValue {
            .string(SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        }
        func item(_ bytes: [UInt8], _ type: String, _ path: String) -> JSONValue {
            ["ftype": .string(type), "path": .string(path), "size": .int(Int64(bytes.count)), "sha256": digest(bytes)]
        }
        func description(_ type: String) -> JSONValue {
            var description = item(metadata, type, "one/meta.tar.xz")
            description["combined_rootxz_sha256"] = digest(metadata + file)
            return description
        }
        let product: JSONValue = [
            "aliases": "box,box/1", "arch": "amd64", "os": "Box", "release": "1", "release_title": "1",
            "versions": [
                "20260101_00:00": [
                    "items": [
                        "lxd.tar.xz": description("lxd.tar.xz"), "incus.tar.xz": description("incus.tar.xz"),
                        "root.tar.xz": item(file, "root.tar.xz", "one/root.tar.xz"),
                    ]
                ]
            ],
        ]
        let products: JSONValue = [
            "content_id": "images", "datatype": "image-downloads", "format": "products:1.0", "products": ["box:1:amd64:default": product],
        ]
        let index: JSONValue = [
            "format": "index:1.0",
            "index": [
                "images": [
                    "datatype": "image-downloads", "path": "streams/v1/images.json", "format": "products:1.0",
                    "products": ["box:1:amd64:default"],
                ]
            ],
        ]
        return [
            "/streams/v1/index.json": index.encoded(), "/streams/v1/images.json": products.encoded(), "/one/meta.tar.xz": metadata,
            "/one/root.tar.xz": file,
        ]
    }
}

extension Yard {
    /// An order that starts from an image of the daemon's.
    func order(_ name: String, native: String) -> Order {
        var order = order(name)
        order.image = nil
        order.nativeImage = native
        return order
    }
}
