extension Operations {
    /// Files and disks on datastores.
    static let files: [String: [String: Operation]] = [
        "FileManager": [
            "DeleteDatastoreFile_Task": { center, call in
                try call.require("Datastore.FileManagement")
                return try center.begin(call, seconds: 0.3) {
                    try $0.deleteFile(call.string("name") ?? ""); return nil
                }
            },
            "MakeDirectory": { center, call in
                try call.require("Datastore.FileManagement")
                let path = try center.path(call.string("name"))
                guard center.file(path) == nil else {
                    throw Fault("FileAlreadyExists", "The file '\(path)' already exists.", ["file": .string("\(path)")])
                }
                if !call.bool("createParentDirectories"), !path.directory.isEmpty {
                    _ = try center.directory("\(DatastorePath(store: path.store, path: path.directory))")
                }
                center.put(Datastore.File(size: 0, isDirectory: true, modifiedAt: center.now), at: path)
                return nil
            },
            "MoveDatastoreFile_Task": { center, call in
                try call.require("Datastore.FileManagement")
                return try center.begin(call, seconds: 0.5) {
                    try $0.transfer(call, "sourceName", "destinationName", keeps: false); return nil
                }
            },
            "CopyDatastoreFile_Task": { center, call in
                try call.require("Datastore.FileManagement")
                return try center.begin(call, seconds: 1) {
                    try $0.transfer(call, "sourceName", "destinationName", keeps: true); return nil
                }
            },
        ],
        "VirtualDiskManager": [
            "CreateVirtualDisk_Task": { center, call in
                try call.require("Datastore.FileManagement")
                return try center.begin(call, seconds: 0.5) { center in
                    let path = try center.path(call.string("name"))
                    guard center.file(path) == nil else {
                        throw Fault("FileAlreadyExists", "The file '\(path)' already exists.", ["file": .string("\(path)")])
                    }
                    guard let capacity = call.object("spec")?.int("capacityKb"), capacity > 0 else {
                        throw Fault.argument("spec.capacityKb")
                    }
                    let size = call.object("spec")?.string("diskType") == "thin" ? 1 << 20 : capacity << 10
                    guard size <= center.store(named: path.store)?.free ?? 0 else {
                        throw Fault(
                            "NoDiskSpace", "Insufficient disk space on datastore '\(path.store)'.",
                            ["file": .string("\(path)"), "datastore": .string(path.store)])
                    }
                    center.put(Datastore.File(size: size, capacity: capacity << 10, modifiedAt: center.now), at: path)
                    return .string("\(path)")
                }
            },
            "DeleteVirtualDisk_Task": { center, call in
                try call.require("Datastore.FileManagement")
                return try center.begin(call, seconds: 0.3) {
                    try $0.deleteFile(call.string("name") ?? ""); return nil
                }
            },
            "MoveVirtualDisk_Task": { center, call in
                try call.require("Datastore.FileManagement")
                return try center.begin(call, seconds: 0.5) {
                    try $0.transfer(call, "sourceName", "destName", keeps: false); return nil
                }
            },
            "CopyVirtualDisk_Task": { center, call in
                try call.require("Datastore.FileManagement")
                return try center.begin(call, seconds: 2) {
                    try $0.transfer(call, "sourceName", "destName", keeps: true); return nil
                }
            },
            "ExtendVirtualDisk_Task": { center, call in
                try call.require("Datastore.FileManagement")
                return try center.begin(call, seconds: 0.5) { center in
                    let path = try center.path(call.string("name"))
                    guard var file = center.file(path) else {
                        throw Fault("FileNotFound", "File \(path) was not found", ["file": .string("\(path)")])
                    }
                    guard let capacity = call.int("newCapacityKb"), capacity << 10 >= file.capacity else {
                        throw Fault.argument("newCapacityKb")
                    }
                    file.capacity = capacity << 10
                    center.put(file, at: path)
                    return nil
                }
            },
            "QueryVirtualDiskUuid": { center, call in
                let path = try center.path(call.string("name"))
                guard center.file(path) != nil else {
                    throw Fault("FileNotFound", "File \(path) was not found", ["file": .string("\(path)")])
                }
                let uuid = Scrambler().uuid("\(path)".utf8.reduce(5381) { $0 &* 33 &+ UInt64($1) }).filter { $0 != "-" }
                return .string(uuid.enumerated().map { ($0.offset > 0 && $0.offset % 2 == 0 ? " " : "") + String($0.element) }.joined())
            },
        ],
    ]
}

extension Center {
    /// A path to something within a datastore that is there.
    fileprivate func path(_ text: String?) throws(Fault) -> DatastorePath {
        guard let text, let path = DatastorePath(text), store(named: path.store) != nil, !path.path.isEmpty else {
            throw Fault(
                "InvalidDatastorePath", "Invalid datastore path '\(text ?? "")'.",
                ["name": .string(text ?? ""), "datastorePath": .string(text ?? "")])
        }
        return path
    }

    /// Moves or copies a file, or a directory with what is in it.
    fileprivate func transfer(_ call: Call, _ from: String, _ to: String, keeps: Bool) throws(Fault) {
        let source = try path(call.string(from))
        let target = try path(call.string(to))
        guard let store = store(named: source.store) else { return }
        let names = store.files.keys.filter { $0 == source.path || $0.hasPrefix(source.path + "/") }
        guard !names.isEmpty else { throw Fault("FileNotFound", "File \(source) was not found", ["file": .string("\(source)")]) }
        if let other = user(ofDisk: source), other.isOn {
            throw Fault("FileLocked", "Unable to access file \(source) since it is locked", ["file": .string("\(source)")])
        }
        guard file(target) == nil || call.bool("force") else {
            throw Fault("FileAlreadyExists", "The file '\(target)' already exists.", ["file": .string("\(target)")])
        }
        for name in names {
            guard var file = store.files[name] else { continue }
            if keeps {
                if let stored = file.stored { file.stored = uploads.copy(stored) }
            } else {
                state.datastores[store.ref.id]?.remove(name)
            }
            file.modifiedAt = now
            put(file, at: DatastorePath(store: target.store, path: target.path + name.dropFirst(source.path.count)))
        }
        touch(store.ref)
    }
}
