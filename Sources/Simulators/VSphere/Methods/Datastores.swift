extension Operations {
    static let datastores: [String: [String: Operation]] = [
        "Datastore": [
            "RefreshDatastore": { center, call in
                center.touch(call.target)
                return nil
            },
            "RefreshDatastoreStorageInfo": { center, call in
                center.touch(call.target)
                return nil
            },
        ],
        "HostDatastoreBrowser": [
            "SearchDatastore_Task": { center, call in
                let path = try center.directory(call.string("datastorePath") ?? "")
                return try center.begin(call, on: center.store(named: path.store)?.ref, seconds: 0.2) { center in
                    .object(try center.list(path, call.object("searchSpec")))
                }
            },
            "SearchDatastoreSubFolders_Task": { center, call in
                let path = try center.directory(call.string("datastorePath") ?? "")
                return try center.begin(call, on: center.store(named: path.store)?.ref, seconds: 0.4) { center in
                    var results = [try center.list(path, call.object("searchSpec"))]
                    for directory in center.directories(below: path) {
                        results.append(try center.list(directory, call.object("searchSpec")))
                    }
                    return .objects(results)
                }
            },
            "DeleteFile": { center, call in
                try center.deleteFile(call.string("datastorePath") ?? "")
                return nil
            },
        ],
    ]
}

extension Center {
    /// A path to a directory that is there.
    func directory(_ text: String) throws(Fault) -> DatastorePath {
        guard let path = DatastorePath(text), let store = store(named: path.store) else {
            throw Fault(
                "InvalidDatastorePath", "Invalid datastore path '\(text)'.", ["name": .string(text), "datastorePath": .string(text)])
        }
        guard
            path.path.isEmpty
                || store.files.contains(where: { $0.key.hasPrefix(path.path + "/") || $0.key == path.path && $0.value.isDirectory })
        else {
            throw Fault("FileNotFound", "File \(path) was not found", ["file": .string("\(path)")])
        }
        return path
    }

    fileprivate func directories(below path: DatastorePath) -> [DatastorePath] {
        var found: Set<String> = []
        for (name, file) in store(named: path.store)?.files ?? [:] where path.path.isEmpty || name.hasPrefix(path.path + "/") {
            var parts = name.split(separator: "/")
            if !file.isDirectory { parts.removeLast() }
            while !parts.isEmpty {
                let directory = parts.joined(separator: "/")
                if directory.utf8.count > path.path.utf8.count { found.insert(directory) }
                parts.removeLast()
            }
        }
        return found.sorted().map { DatastorePath(store: path.store, path: $0) }
    }

    /// What lies directly in a directory.
    fileprivate func list(_ path: DatastorePath, _ spec: DataObject?) throws(Fault) -> DataObject {
        guard let store = store(named: path.store) else {
            throw Fault("FileNotFound", "File \(path) was not found", ["file": .string("\(path)")])
        }
        let patterns = spec?.strings("matchPattern") ?? []
        let prefix = path.path.isEmpty ? "" : path.path + "/"
        var entries: [String: Datastore.File] = [:]
        for (name, file) in store.files where name.hasPrefix(prefix) && name != path.path {
            let rest = name.dropFirst(prefix.count)
            if let slash = rest.firstIndex(of: "/") {
                let directory = String(rest[..<slash])
                if entries[directory] == nil {
                    entries[directory] = Datastore.File(size: 0, isDirectory: true, modifiedAt: file.modifiedAt)
                }
            } else {
                entries[String(rest)] = file
            }
        }
        let wanted = entries.filter { entry in patterns.isEmpty || patterns.contains { Self.matches(entry.key, $0) } }
        return DataObject(
            "HostDatastoreBrowserSearchResults",
            [
                "datastore": .ref(store.ref), "folderPath": .string("[\(path.store)] \(prefix)"),
                "file": .objects(
                    wanted.sorted { $0.key < $1.key }.map { name, file in
                        let type =
                            file.isDirectory
                            ? "FolderFileInfo"
                            : name.hasSuffix(".vmdk")
                                ? "VmDiskFileInfo"
                                : name.hasSuffix(".iso") ? "IsoImageFileInfo" : name.hasSuffix(".vmx") ? "VmConfigFileInfo" : "FileInfo"
                        return DataObject(
                            type,
                            [
                                "path": .string(name), "friendlyName": nil, "fileSize": .long(file.size),
                                "modification": .date(file.modifiedAt),
                                "owner": "root", "capacityKb": type == "VmDiskFileInfo" ? .long(file.capacity >> 10) : nil,
                            ])
                    }),
            ])
    }

    /// `*` and `?`.
    private static func matches(_ name: String, _ pattern: String) -> Bool {
        let name = Array(name.lowercased())
        let pattern = Array(pattern.lowercased())
        var (n, p, star, mark) = (0, 0, -1, 0)
        while n < name.count {
            if p < pattern.count, pattern[p] == "?" || pattern[p] == name[n] && pattern[p] != "*" {
                n += 1
                p += 1
            } else if p < pattern.count, pattern[p] == "*" {
                star = p
                mark = n
                p += 1
            } else if star >= 0 {
                p = star + 1
                mark += 1
                n = mark
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }

    /// Removes a file, or a directory with what is in it.
    func deleteFile(_ text: String) throws(Fault) {
        guard let path = DatastorePath(text), let store = store(named: path.store), !path.path.isEmpty else {
            throw Fault(
                "InvalidDatastorePath", "Invalid datastore path '\(text)'.", ["name": .string(text), "datastorePath": .string(text)])
        }
        let names = store.files.keys.filter { $0 == path.path || $0.hasPrefix(path.path + "/") }
        guard !names.isEmpty else { throw Fault("FileNotFound", "File \(path) was not found", ["file": .string("\(path)")]) }
        for name in names {
            let whole = DatastorePath(store: path.store, path: name)
            if let machine = user(ofDisk: whole), machine.isOn {
                throw Fault("FileLocked", "Unable to access file \(whole) since it is locked", ["file": .string("\(whole)")])
            }
        }
        for name in names { removeFile(DatastorePath(store: path.store, path: name)) }
    }
}
