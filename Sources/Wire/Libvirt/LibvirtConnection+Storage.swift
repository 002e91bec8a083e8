internal import CLibvirt
import Glibc
public import XMLDocuments

/// A pool of libvirt's, in which volumes lie.
public struct StoragePool: Sendable, Hashable {
    public var name = ""
    /// What it is made of: `dir`, `logical`, `rbd`.
    public var type = ""
    public var isActive = false
    /// Where its volumes are on the host; empty where that is no path.
    public var path = ""
    /// In bytes.
    public var capacity: Int64 = 0
    public var available: Int64 = 0
}

/// A volume of a pool's.
public struct StorageVolume: Sendable, Hashable {
    public var name = ""
    public var path = ""
    /// What it holds and what it takes, in bytes.
    public var capacity: Int64 = 0
    public var allocation: Int64 = 0
}

extension LibvirtConnection {
    /// All pools; none where the hypervisor has no storage of libvirt's.
    public func pools() async throws(LibvirtError) -> [StoragePool] {
        do throws(LibvirtError) {
            return try await call("list pools") { caller throws(LibvirtError) in
                var list: UnsafeMutablePointer<virStoragePoolPtr?>?
                let count = try caller.check(caller.api.virConnectListAllStoragePools(caller.connection, &list, 0))
                let pools = (0..<Int(count)).compactMap { list?[$0] }
                defer {
                    for pool in pools { _ = caller.api.virStoragePoolFree(pool) }
                    free(list)
                }
                var found: [StoragePool] = []
                for pool in pools { found.append(try Self.pool(pool, caller)) }
                return found
            }
        } catch {
            if error.code == .noSupport { return [] }
            throw error
        }
    }

    /// One pool, with what others put into it taken note of; nil when there is none of that name.
    public func pool(_ name: String) async throws(LibvirtError) -> StoragePool? {
        do throws(LibvirtError) {
            return try await inPool(name, "look at the pool \(name)") { caller, pool throws(LibvirtError) in try Self.pool(pool, caller) }
        } catch {
            if error.code == .noStoragePool { return nil }
            throw error
        }
    }

    /// Defines a pool of a directory, makes the directory, starts the pool and has it started with the daemon. One that is there is only started.
    public func makePool(_ name: String, directory: String) async throws(LibvirtError) {
        let definition = XMLElement(
            "pool", [("type", "dir")],
            [
                XMLElement("name", text: name), XMLElement("target", [], [XMLElement("path", text: directory)]),
            ]
        ).xml
        try await call("make the pool \(name)", within: .seconds(60)) { caller throws(LibvirtError) in
            let api = caller.api
            let found: virStoragePoolPtr? = api.virStoragePoolLookupByName(caller.connection, name)
            let pool: virStoragePoolPtr =
                if let found { found } else { try caller.check(api.virStoragePoolDefineXML(caller.connection, definition, 0)) }
            defer { _ = api.virStoragePoolFree(pool) }
            guard api.virStoragePoolIsActive(pool) != 1 else { return }
            // The directory may be there already, which is well.
            _ = api.virStoragePoolBuild(pool, 0)
            if api.virStoragePoolCreate(pool, 0) < 0 {
                let error = caller.library.lastError()
                guard api.virStoragePoolIsActive(pool) == 1 else { throw error }
            }
            _ = api.virStoragePoolSetAutostart(pool, 1)
        }
    }

    /// Takes note of files that came to a pool or left it by other ways, once nobody's uploads and copies go on there, for which half a minute is waited.
    public func refresh(pool name: String) async throws(LibvirtError) {
        let end = ContinuousClock.now + .seconds(30)
        var pause = Duration.milliseconds(5)
        while true {
            do throws(LibvirtError) {
                return try await inPool(name, "refresh the pool \(name)") { caller, pool throws(LibvirtError) in
                    _ = try caller.check(caller.api.virStoragePoolRefresh(pool, 0))
                }
            } catch {
                // The daemon has no number of its own for that (storage_driver.c, `storagePoolRefresh`).
                guard error.code == .internalError, error.description.contains("asynchronous jobs"), ContinuousClock.now < end else {
                    throw error
                }
            }
            do { try await Task.sleep(for: pause) } catch { throw .cancelled }
            pause = min(pause * 2, .milliseconds(500))
        }
    }

    /// The volumes of a pool, by name.
    public func volumes(in name: String) async throws(LibvirtError) -> [StorageVolume] {
        try await inPool(name, "list the volumes of \(name)") { caller, pool throws(LibvirtError) in
            var list: UnsafeMutablePointer<virStorageVolPtr?>?
            let count = try caller.check(caller.api.virStoragePoolListAllVolumes(pool, &list, 0))
            let volumes = (0..<Int(count)).compactMap { list?[$0] }
            defer {
                for volume in volumes { _ = caller.api.virStorageVolFree(volume) }
                free(list)
            }
            var found: [StorageVolume] = []
            for volume in volumes {
                // One that was removed a moment ago is none.
                if let one = try? Self.volume(volume, caller) { found.append(one) }
            }
            return found.sorted { $0.name < $1.name }
        }
    }

    /// One volume; nil when there is none of that name.
    public func volume(_ name: String, in pool: String) async throws(LibvirtError) -> StorageVolume? {
        do throws(LibvirtError) {
            return try await withVolume(name, in: pool, "look at the volume \(name)") { caller, volume throws(LibvirtError) in
                try Self.volume(volume, caller)
            }
        } catch {
            if error.code == .noStorageVolume { return nil }
            throw error
        }
    }

    /// Makes a volume.
    /// - Throws: ``LibvirtError/refused(code:part:message:)`` with ``LibvirtError/Code/storageVolumeExists`` where its name is taken.
    @discardableResult
    public func makeVolume(_ definition: XMLElement, in pool: String) async throws(LibvirtError) -> StorageVolume {
        let xml = definition.xml
        return try await inPool(pool, "make a volume", within: .seconds(120)) { caller, pool throws(LibvirtError) in
            let volume: virStorageVolPtr = try caller.check(caller.api.virStorageVolCreateXML(pool, xml, 0))
            defer { _ = caller.api.virStorageVolFree(volume) }
            return try Self.volume(volume, caller)
        }
    }

    /// How many bytes a volume's file has, which for QEMU's own format are others than its disk; nil where that is not told.
    public func fileSize(of name: String, in pool: String) async throws(LibvirtError) -> Int64? {
        try await withVolume(name, in: pool, "look at the volume \(name)") { caller, volume throws(LibvirtError) in
            let text = try caller.text(caller.api.virStorageVolGetXMLDesc(volume, 0), "a volume's definition")
            return try XMLElement(definition: text)["physical"].flatMap { Int64($0.text) }
        }
    }

    /// Makes a volume, in the place of one of its name: what a call that was cut short left may be half of it.
    @discardableResult
    public func remakeVolume(_ definition: XMLElement, named name: String, in pool: String) async throws(LibvirtError) -> StorageVolume {
        do throws(LibvirtError) {
            return try await makeVolume(definition, in: pool)
        } catch {
            guard error.code == .storageVolumeExists else { throw error }
        }
        try await deleteVolume(name, in: pool)
        return try await makeVolume(definition, in: pool)
    }

    /// Makes a volume that holds what another one does, together with what that one lies above.
    ///
    /// - Parameter path: that of the other one, which must be a volume of an active pool and not be written to meanwhile.
    /// - Throws: ``LibvirtError/refused(code:part:message:)`` with ``LibvirtError/Code/noStorageVolume`` where it is in none.
    @discardableResult
    public func makeVolume(_ definition: XMLElement, in pool: String, copying path: String) async throws(LibvirtError) -> StorageVolume {
        let xml = definition.xml
        return try await inPool(pool, "copy \(path)", within: .seconds(3600)) { caller, pool throws(LibvirtError) in
            let source: virStorageVolPtr = try caller.check(caller.api.virStorageVolLookupByPath(caller.connection, path))
            defer { _ = caller.api.virStorageVolFree(source) }
            let volume: virStorageVolPtr = try caller.check(caller.api.virStorageVolCreateXMLFrom(pool, xml, source, 0))
            defer { _ = caller.api.virStorageVolFree(volume) }
            return try Self.volume(volume, caller)
        }
    }

    /// Removes a volume, once whoever makes or copies it has ended, for which half a minute is waited. No effect where it is gone.
    public func deleteVolume(_ name: String, in pool: String) async throws(LibvirtError) {
        let end = ContinuousClock.now + .seconds(30)
        var pause = Duration.milliseconds(5)
        while true {
            do throws(LibvirtError) {
                return try await withVolume(name, in: pool, "delete the volume \(name)", within: .seconds(120)) {
                    caller, volume throws(LibvirtError) in
                    _ = try caller.check(caller.api.virStorageVolDelete(volume, 0))
                }
            } catch {
                if error.code == .noStorageVolume || error.code == .noStoragePool { return }
                // A daemon goes on making a volume whose maker was killed, and refuses to touch it until then (storage_driver.c, `storageVolDelete`).
                guard error.code == .operationInvalid, ContinuousClock.now < end else { throw error }
            }
            do { try await Task.sleep(for: pause) } catch { throw .cancelled }
            pause = min(pause * 2, .milliseconds(500))
        }
    }

    /// Lets a volume that nothing uses grow.
    public func resizeVolume(_ name: String, in pool: String, to size: Int64) async throws(LibvirtError) {
        try await withVolume(name, in: pool, "resize the volume \(name)", within: .seconds(120)) { caller, volume throws(LibvirtError) in
            _ = try caller.check(caller.api.virStorageVolResize(volume, UInt64(clamping: size), 0))
        }
    }

    private static func pool(_ pool: virStoragePoolPtr, _ caller: Caller) throws(LibvirtError) -> StoragePool {
        var found = StoragePool()
        found.name = String(cString: try caller.check(caller.api.virStoragePoolGetName(pool)))
        found.isActive = caller.api.virStoragePoolIsActive(pool) == 1
        var info = virStoragePoolInfo()
        if caller.api.virStoragePoolGetInfo(pool, &info) == 0 {
            (found.capacity, found.available) = (Int64(clamping: info.capacity), Int64(clamping: info.available))
        }
        let definition = try XMLElement(definition: caller.text(caller.api.virStoragePoolGetXMLDesc(pool, 0), "a pool's definition"))
        found.type = definition[attribute: "type"] ?? ""
        found.path = definition.at("target", "path")?.text ?? ""
        return found
    }

    private static func volume(_ volume: virStorageVolPtr, _ caller: Caller) throws(LibvirtError) -> StorageVolume {
        var found = StorageVolume()
        found.name = String(cString: try caller.check(caller.api.virStorageVolGetName(volume)))
        found.path = try caller.text(caller.api.virStorageVolGetPath(volume), "a volume's path")
        var info = virStorageVolInfo()
        try caller.check(caller.api.virStorageVolGetInfo(volume, &info))
        (found.capacity, found.allocation) = (Int64(clamping: info.capacity), Int64(clamping: info.allocation))
        return found
    }

    private func inPool<Value: Sendable>(
        _ name: String, _ what: String, within limit: Duration = patience,
        _ body: @escaping @Sendable (Caller, virStoragePoolPtr) throws(LibvirtError) -> Value
    ) async throws(LibvirtError) -> Value {
        try await call(what, within: limit) { caller throws(LibvirtError) in
            let pool: virStoragePoolPtr = try caller.check(caller.api.virStoragePoolLookupByName(caller.connection, name))
            defer { _ = caller.api.virStoragePoolFree(pool) }
            return try body(caller, pool)
        }
    }

    func withVolume<Value: Sendable>(
        _ name: String, in pool: String, _ what: String, within limit: Duration = patience,
        _ body: @escaping @Sendable (Caller, virStorageVolPtr) throws(LibvirtError) -> Value
    ) async throws(LibvirtError) -> Value {
        try await inPool(pool, what, within: limit) { caller, pool throws(LibvirtError) in
            let volume: virStorageVolPtr = try caller.check(caller.api.virStorageVolLookupByName(pool, name))
            defer { _ = caller.api.virStorageVolFree(volume) }
            return try body(caller, volume)
        }
    }
}
