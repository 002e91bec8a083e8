import LXD
public import StrataAPI
public import StrataDriverKit

/// An image as lxc names it: `ALIAS` or a fingerprint of the daemon's own, `REMOTE:ALIAS` of a simplestreams server.
struct NativeImageName: Sendable, Equatable {
    /// Empty for the daemon's own.
    var remote: String
    var alias: String

    init(_ text: String) {
        let colon = text.firstIndex(of: ":")
        remote = colon.map { String(text[..<$0]) } ?? ""
        alias = colon.map { String(text[text.index(after: $0)...]) } ?? text
    }

    /// Remotes that need not be named in `spec.options.remotes`, as the daemon's own client has them. Incus takes images that are made for it alone, and those
    /// of Ubuntu's are LXD's.
    static func known(product: String) -> [String: String] {
        guard product == "lxd" else { return ["images": "https://images.linuxcontainers.org"] }
        return [
            "images": "https://images.lxd.canonical.com", "ubuntu": "https://cloud-images.ubuntu.com/releases",
            "ubuntu-daily": "https://cloud-images.ubuntu.com/daily",
        ]
    }
}

extension LXDDriver: NativeImaging {
    /// See ``NativeImaging/type(ofImage:wanted:)``. Of an image of a simplestreams server the daemon finds out while it fetches it: it is a container's unless the
    /// instance says otherwise.
    public func type(ofImage name: String, wanted: InstanceType?) async throws(DriverError) -> InstanceType {
        let name = NativeImageName(name)
        guard name.remote.isEmpty else { return wanted ?? .container }
        let image = try await ownImage(name.alias, wanted, "look up the image")
        return image["type"]?.string == "virtual-machine" ? .virtualMachine : .container
    }

    /// What an instance is made from, in the daemon's words.
    func source(ofImage text: String, _ type: InstanceType, _ attempt: String, _ object: String) async throws(DriverError) -> JSONValue {
        let name = NativeImageName(text)
        guard name.remote.isEmpty else {
            guard let server = options.remotes[name.remote] ?? NativeImageName.known(product: facts.product)[name.remote] else {
                throw .refused(
                    .init(
                        attempt, object, answer: "the site knows no image server \(name.remote.printable(limit: 80))",
                        hint: "Name its address in spec.options.remotes of the Site"))
            }
            return [
                "type": "image", "mode": "pull", "protocol": "simplestreams", "server": .string(server), "alias": .string(name.alias),
            ]
        }
        guard let fingerprint = try await ownImage(name.alias, type, attempt)["fingerprint"]?.string else {
            throw .failed(.init(attempt, object, answer: "the daemon does not tell the image's fingerprint"))
        }
        return ["type": "image", "fingerprint": .string(fingerprint)]
    }

    /// An image of the daemon's own, by its alias or the beginning of its fingerprint.
    private func ownImage(_ alias: String, _ type: InstanceType?, _ attempt: String) async throws(DriverError) -> JSONValue {
        let kind = type.map { $0 == .virtualMachine ? "virtual-machine" : "container" }
        do throws(DriverError) {
            return try await ask(attempt, alias) { client in
                let target = kind.map { "?type=\($0)" } ?? ""
                let entry = try await client.send(.get, "/1.0/images/aliases/\(LXDTarget.encoded(alias))\(target)").metadata
                return try await client.send(.get, "/1.0/images/\(LXDTarget.encoded(entry["target"]?.string ?? ""))").metadata
            }
        } catch {
            guard case .notFound = error else { throw error }
            guard alias.utf8.count >= 12, alias.allSatisfy(\.isHexDigit) else {
                throw .notFound(
                    .init(
                        attempt, alias, answer: "the daemon has no image of that alias",
                        hint: "\(facts.client) image list shows those there are; REMOTE:ALIAS names one of a server's"))
            }
            return try await ask(attempt, alias) { try await $0.send(.get, "/1.0/images/\(LXDTarget.encoded(alias))").metadata }
        }
    }
}
