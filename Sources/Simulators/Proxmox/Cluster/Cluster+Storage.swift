import SimulatorKit
import StrataAPI

extension Cluster {
    func storage(_ name: String) throws(Fault) -> Inventory.Storage {
        guard let storage = inventory.storages.first(where: { $0.name == name }) else {
            throw Fault(500, "storage '\(name)' does not exist")
        }
        return storage
    }

    /// Whether a volume is seen from a node.
    func isSeen(_ volume: Volume, from node: String) -> Bool {
        let storage = inventory.storages.first { $0.name == volume.id.prefix { $0 != ":" } }
        return volume.node == node || storage?.isShared == true
    }

    func volume(_ id: String, from node: String) -> Volume? { state.volumes.first { $0.id == id && isSeen($0, from: node) } }

    /// Makes a disk for a guest.
    ///
    /// - Parameter base: the template's disk of which it holds the differences, where it is a linked clone's.
    /// - Returns: the volume's name.
    func allocate(
        _ storageName: String, for number: Int, on node: String, size: Int64, content: String, suffix: String? = nil,
        base: String? = nil
    ) throws(Fault) -> String {
        let storage = try storage(storageName)
        guard storage.content.contains(content) else {
            throw Fault(500, "storage '\(storageName)' does not support content-type '\(content)'")
        }
        let own = base == nil ? size : min(size, 1 << 20)
        guard used(storageName, on: node) + own <= storage.size << 30 else {
            throw Fault(500, "unable to create image: no space left in storage '\(storageName)'")
        }
        // Thin volumes of LVM do not name what they are differences of.
        let origin = storage.type == "lvmthin" ? "" : base.map { "\($0.drop { $0 != ":" }.dropFirst())/" } ?? ""
        var index = 0
        var id: String
        repeat {
            let name = "vm-\(number)-\(suffix ?? "disk-\(index)")"
            id =
                storage.type == "lvmthin" || storage.type == "rbd" || storage.type == "zfspool"
                ? "\(storageName):\(origin)\(name)" : "\(storageName):\(number)/\(name).\(suffix == nil ? "raw" : "qcow2")"
            index += 1
        } while volume(id, from: node) != nil && suffix == nil
        state.volumes.append(
            Volume(
                id: id, content: content, format: "raw", size: own, virtualSize: size, node: node, owner: number, createdAt: seconds))
        return id
    }

    /// A template's disks are called after that.
    func renameDisks(of number: Int) {
        guard let guest = state.guests[number] else { return }
        for key in guest.diskKeys {
            var properties = Properties(guest.config[key] ?? "")
            guard let old = properties.first, let index = state.volumes.firstIndex(where: { $0.id == old && isSeen($0, from: guest.node) }),
                state.volumes[index].content != "iso", !old.contains("cloudinit")
            else { continue }
            let new = old.replacing("vm-\(number)-disk", with: "base-\(number)-disk")
            state.volumes[index].id = new
            properties.first = new
            let text = properties.text
            change(number) { $0.config[key] = text }
        }
    }

    func release(_ id: String, on node: String) {
        state.volumes.removeAll { $0.id == id && (isSeen($0, from: node)) }
    }

    /// Makes the disks that new values of a guest's configuration ask for, and gives what then stands there.
    ///
    /// - Returns: the values, and whether a system came with one.
    func settleDisks(
        _ values: [String: String], kind: Guest.Kind, number: Int, on node: String
    ) throws(Fault) -> (values: [String: String], hasSystem: Bool) {
        var settled = values
        var hasSystem = false
        var made: [String] = []
        do throws(Fault) {
            for (key, value) in values.sorted(by: { $0.key < $1.key }) {
                if key.hasPrefix("net"), key != "nets" {
                    settled[key] = Self.withAddress(value, kind: kind)
                    continue
                }
                guard Self.isDisk(key, kind) else { continue }
                var properties = Properties(value)
                guard let source = properties.first ?? properties["file"] ?? properties["volume"] else {
                    throw Fault(500, "unable to parse drive options of '\(key)'")
                }
                if source == "none" || source == "cdrom" { continue }
                let parts = source.split(separator: ":", maxSplits: 1).map(String.init)
                guard parts.count == 2 else { throw Fault(500, "unable to parse volume ID '\(source)'") }
                let content = kind == .lxc ? "rootdir" : "images"
                if parts[1] == "cloudinit" {
                    let id = try allocate(parts[0], for: number, on: node, size: 4 << 20, content: content, suffix: "cloudinit")
                    made.append(id)
                    properties.first = id
                    properties["media"] = "cdrom"
                    properties["size"] = "4M"
                } else if let gigabytes = Double(parts[1]) {
                    var size = Int64(gigabytes * Double(1 << 30))
                    if let origin = properties["import-from"] {
                        guard let image = volume(origin, from: node) else {
                            throw Fault(500, "cannot import from '\(origin)': no such volume")
                        }
                        size = image.virtualSize
                        hasSystem = true
                    } else if size == 0 {
                        throw Fault(500, "unable to create \(key) of size 0")
                    }
                    if key.hasPrefix("efidisk") { size = 4 << 20 }
                    let id = try allocate(parts[0], for: number, on: node, size: size, content: content)
                    made.append(id)
                    properties["import-from"] = nil
                    properties.first = id
                    properties["size"] = DiskSizes.text(size)
                } else {
                    guard let known = volume(source, from: node) else { throw Fault(500, "volume '\(source)' does not exist") }
                    if properties["size"] == nil { properties["size"] = DiskSizes.text(known.virtualSize) }
                }
                settled[key] = properties.text
            }
        } catch {
            for id in made { release(id, on: node) }
            throw error
        }
        return (settled, hasSystem)
    }

    static func isDisk(_ key: String, _ kind: Guest.Kind) -> Bool {
        let stem = String(key.prefix { !$0.isNumber })
        guard key.last?.isNumber == true || key == "rootfs" else { return false }
        return kind == .lxc ? ["rootfs", "mp"].contains(stem) : ["scsi", "virtio", "sata", "ide", "efidisk", "tpmstate"].contains(stem)
    }

    /// A network card gets a hardware address where it has none.
    private static func withAddress(_ value: String, kind: Guest.Kind) -> String {
        var properties = Properties(value)
        if kind == .lxc {
            if properties["hwaddr"] == nil { properties["hwaddr"] = Hardware.random() }
            if properties["type"] == nil { properties["type"] = "veth" }
            return properties.text
        }
        if let model = properties.first, properties[model] == nil {
            properties.first = nil
            return ["\(model)=\(Hardware.random())", properties.text].filter { !$0.isEmpty }.joined(separator: ",")
        }
        return properties.text
    }

    /// Takes a file into a storage.
    func keep(_ upload: SimulatorRequest.Upload, in name: String, on node: String) throws(Fault) {
        let storage = try storage(name)
        let content = upload.fields["content"] ?? ""
        let endings: [String] =
            switch content {
            case "iso": [".iso", ".img"]
            case "vztmpl": [".tar.gz", ".tar.xz", ".tar.zst", ".tar.bz2"]
            case "import": [".ova", ".qcow2", ".raw", ".vmdk"]
            default:
                throw Fault.parameters(["content": "value '\(content)' does not have a value in the enumeration 'iso, vztmpl, import'"])
            }
        guard storage.content.contains(content) else {
            throw Fault(500, "storage '\(name)' does not support '\(content)' content")
        }
        guard endings.contains(where: upload.fileName.hasSuffix), !upload.fileName.contains("/") else {
            throw Fault.parameters(["filename": "wrong file extension"])
        }
        if let wanted = upload.fields["checksum"], wanted.lowercased() != upload.sha256 {
            throw Fault(500, "checksum mismatch: got '\(upload.sha256)' != expect '\(wanted)'")
        }
        let id = "\(name):\(content)/\(upload.fileName)"
        state.volumes.removeAll { $0.id == id && $0.node == node }
        state.volumes.append(
            Volume(
                id: id, content: content, format: String(upload.fileName.split(separator: ".").last ?? ""), size: upload.size,
                virtualSize: DiskSizes.virtualSize(upload), node: node, owner: nil, createdAt: seconds))
        save()
    }
}

/// A list of properties in a value: `local-lvm:vm-100-disk-0,size=8G`.
struct Properties: Sendable {
    /// The value without a name.
    var first: String?
    private var named: [(name: String, value: String)] = []

    init(_ text: String) {
        for part in text.split(separator: ",") {
            if let equals = part.firstIndex(of: "=") {
                named.append((String(part[..<equals]), String(part[part.index(after: equals)...])))
            } else if first == nil {
                first = String(part)
            }
        }
    }

    subscript(_ name: String) -> String? {
        get { named.first { $0.name == name }?.value }
        set {
            if let index = named.firstIndex(where: { $0.name == name }) {
                if let newValue { named[index].value = newValue } else { named.remove(at: index) }
            } else if let newValue {
                named.append((name, newValue))
            }
        }
    }

    var text: String { ((first.map { [$0] } ?? []) + named.map { "\($0.name)=\($0.value)" }).joined(separator: ",") }
}

/// Sizes of disks.
enum DiskSizes {
    static func text(_ bytes: Int64) -> String {
        for (unit, shift) in [("T", 40), ("G", 30), ("M", 20), ("K", 10)] as [(String, Int64)]
        where bytes >= 1 << shift && bytes % (1 << shift) == 0 {
            return "\(bytes >> shift)\(unit)"
        }
        return "\(bytes)"
    }

    static func bytes(_ text: String) -> Int64? {
        let units: [Character: Int64] = ["K": 10, "M": 20, "G": 30, "T": 40]
        guard let last = text.last else { return nil }
        guard let shift = units[last] else { return Int64(text) }
        return Double(text.dropLast()).map { Int64($0 * Double(Int64(1) << shift)) }
    }

    /// What a guest sees of an image: in QEMU's format what its head says, big-endian at byte 24; else the file.
    static func virtualSize(_ upload: SimulatorRequest.Upload) -> Int64 {
        guard upload.head.starts(with: [0x51, 0x46, 0x49, 0xFB]), upload.head.count >= 32 else { return max(1, upload.size) }
        let size = upload.head[24..<32].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        return max(1, size)
    }
}
