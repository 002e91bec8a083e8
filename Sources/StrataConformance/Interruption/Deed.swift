public import StrataAPI
public import StrataDriverKit

/// One call of a driver's, in a form that another process can be given.
public enum Deed: Sendable {
    case create(Instance, StoredImage)
    case start(NativeID)
    case stop(NativeID)
    case delete(NativeID, owner: UID)
    /// Refused by drivers whose stack keeps no backups.
    case backUp(NativeID, BackupOrder)

    /// Carries it out.
    public func run(on driver: any Driver) async throws(DriverError) {
        switch self {
        case .create(let instance, let image):
            _ = try await driver.create(Order(instance, type: image.type, image: image, stack: type(of: driver).stack))
        case .start(let id): try await driver.start(id)
        case .stop(let id): try await driver.stop(id, grace: .zero)
        case .delete(let id, let owner): try await driver.delete(id, owner: owner)
        case .backUp(let id, let order):
            guard let able = driver as? any BackupKeeping else { throw .unsupported(.backups, stack: type(of: driver).stack) }
            _ = try await able.backUp(id, order)
        }
    }
}

extension Deed {
    /// The deed as JSON.
    public var json: JSONValue {
        switch self {
        case .create(let instance, let image): ["deed": "create", "instance": instance.json, "image": Self.json(image)]
        case .start(let id): ["deed": "start", "machine": .string(id.text)]
        case .stop(let id): ["deed": "stop", "machine": .string(id.text)]
        case .delete(let id, let owner): ["deed": "delete", "machine": .string(id.text), "owner": .string(owner.text)]
        case .backUp(let id, let order):
            [
                "deed": "backUp", "machine": .string(id.text), "owner": .string(order.uid.text),
                "namespace": .string(order.name.namespace), "name": .string(order.name.name), "storage": .string(order.storage),
            ]
        }
    }

    /// Reads what ``json`` wrote; nil for anything else.
    public init?(json: JSONValue) {
        let machine = json["machine"]?.string.map(NativeID.init)
        switch (json["deed"]?.string, machine) {
        case ("create", _):
            guard let instance = json["instance"].flatMap(Instance.init(json:)), let image = json["image"].flatMap(Self.image) else {
                return nil
            }
            self = .create(instance, image)
        case ("start", let machine?): self = .start(machine)
        case ("stop", let machine?): self = .stop(machine)
        case ("delete", let machine?):
            guard let owner = json["owner"]?.string else { return nil }
            self = .delete(machine, owner: UID(owner))
        case ("backUp", let machine?):
            guard let owner = json["owner"]?.string, let namespace = json["namespace"]?.string, let name = json["name"]?.string,
                let storage = json["storage"]?.string
            else { return nil }
            let order = BackupOrder(uid: UID(owner), name: ObjectName(namespace: namespace, name: name), storage: storage)
            self = .backUp(machine, order)
        default: return nil
        }
    }

    private static func json(_ image: StoredImage) -> JSONValue {
        [
            "digest": .string(image.digest), "path": .string(image.path), "form": .string(image.form.rawValue), "size": .int(image.size),
            "type": .string(image.type.rawValue), "architecture": .string(image.architecture),
            "command": .array(image.command.map(JSONValue.string)), "stopSignal": .string(image.stopSignal),
        ]
    }

    private static func image(_ json: JSONValue) -> StoredImage? {
        guard let digest = json["digest"]?.string, let path = json["path"]?.string, let size = json["size"]?.int,
            let form = json["form"]?.string.flatMap(StoredImage.Form.init(rawValue:)),
            let type = json["type"]?.string.flatMap(InstanceType.init(rawValue:)), let architecture = json["architecture"]?.string
        else { return nil }
        return StoredImage(
            digest: digest, path: path, form: form, size: size, type: type, architecture: architecture,
            command: json["command"]?.array?.compactMap(\.string) ?? [], stopSignal: json["stopSignal"]?.string ?? "")
    }
}
