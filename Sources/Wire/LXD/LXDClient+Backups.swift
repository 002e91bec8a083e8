import StrataAPI

extension LXDClient {
    /// Makes a backup of an instance, in the daemon's own format, hands it over and removes it from the daemon.
    ///
    /// - Parameters:
    ///   - name: what it is called meanwhile, unique among the instance's backups.
    ///   - withSnapshots: whether the instance's snapshots are in it.
    ///   - body: takes bytes of a tarball, which is not compressed; the daemon waits meanwhile.
    /// - Throws: ``LXDError``, and what the body throws.
    public func backUp(
        _ instance: String, named name: String, withSnapshots: Bool = true, within limit: Duration = .seconds(3600),
        _ body: ([UInt8]) async throws -> Void
    ) async throws {
        let target = LXDTarget.instance(instance, "/backups")
        let wish: JSONValue = ["name": .string(name), "instance_only": .bool(!withSnapshots), "compression_algorithm": "none"]
        _ = try await perform(.post, target, wish, within: limit)
        let one = "\(target)/\(LXDTarget.encoded(name))"
        let result: Result<Void, any Error>
        do { result = .success(try await download("\(one)/export", body)) } catch { result = .failure(error) }
        // Cancelled or not, it must go: it takes as much as the instance.
        let removal = await Task { try await perform(.delete, one) }.result
        try result.get()
        _ = try removal.get()
    }

    /// Makes an instance from a backup, in a file of this machine.
    ///
    /// - Parameter pool: the storage pool it comes to; the one it was in when empty.
    public func restore(_ file: String, as name: String, pool: String = "", within limit: Duration = .seconds(3600)) async throws(LXDError)
    {
        try await restore(.file(file), as: name, pool: pool, within: limit)
    }

    /// Makes an instance from a backup that comes in pieces.
    ///
    /// - Parameter pool: the storage pool it comes to; the one it was in when empty.
    public func restore(_ backup: LXDPiece, as name: String, pool: String = "", within limit: Duration = .seconds(3600))
        async throws(LXDError)
    {
        var headers = [("Content-Type", "application/octet-stream")]
        for product in ["LXD", "Incus"] {
            headers.append(("X-\(product)-name", name))
            if !pool.isEmpty { headers.append(("X-\(product)-pool", pool)) }
        }
        _ = try await upload(.post, "/1.0/instances", [backup], headers: headers, within: limit)
    }
}
