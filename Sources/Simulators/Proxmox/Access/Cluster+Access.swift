extension Cluster {
    /// Whether somebody may do something with a guest: by what is said of it, or of the pool that it is in.
    func may(_ caller: AccessControl.Caller, _ privileges: [String], guest number: Int) -> Bool {
        access.may(caller, privileges, at: "/vms/\(number)", pool: state.guests[number]?.pool ?? "")
    }

    /// Whether somebody may do something at a path.
    func may(_ caller: AccessControl.Caller, _ privileges: [String], at path: String) -> Bool { access.may(caller, privileges, at: path) }

    /// Refuses a request whose caller has none of the privileges that it needs, at the path that it is about. A guest that is to be made may be allowed by the
    /// pool that it comes into.
    func require(_ privileges: [String], _ call: Endpoint.Call) throws(Fault) {
        if let number = call.path["vmid"].flatMap({ Int($0) }) {
            guard may(call.caller, privileges, guest: number) else { throw .forbidden("/vms/\(number)", privileges) }
            return
        }
        let new = call.parameters["vmid"].map { "/vms/\($0)" }
        let pool = (call.path["poolid"] ?? call.parameters["poolid"] ?? (new == nil ? nil : call.parameters["pool"])).map { "/pool/\($0)" }
        let place = call.path["storage"].map { "/storage/\($0)" } ?? new ?? call.path["node"].map { "/nodes/\($0)" }
        guard [pool, place ?? (pool == nil ? "/" : nil)].contains(where: { $0.map { may(call.caller, privileges, at: $0) } ?? false })
        else {
            throw .forbidden(place ?? pool ?? "/", privileges)
        }
    }

    /// Refuses what makes a guest for who may not, neither by its number nor by the pool that it comes into.
    func requireAllocation(of number: Int, _ parameters: [String: String], _ caller: AccessControl.Caller) throws(Fault) {
        let isAllowed =
            may(caller, ["VM.Allocate"], at: "/vms/\(number)")
            || parameters["pool"].map { may(caller, ["VM.Allocate"], at: "/pool/\($0)") } ?? false
        guard isAllowed else { throw .forbidden("/vms/\(number)", ["VM.Allocate"]) }
    }

    /// Refuses new disks in storages in which the caller may not make any.
    func requireSpace(for values: [String: String], _ kind: Guest.Kind, _ caller: AccessControl.Caller) throws(Fault) {
        for (key, value) in values.sorted(by: { $0.key < $1.key }) where Self.isDisk(key, kind) {
            guard let source = Properties(value).first, let colon = source.firstIndex(of: ":") else { continue }
            let path = "/storage/\(source[..<colon])"
            let isNew = source[source.index(after: colon)...].allSatisfy { $0.isNumber || $0 == "." } || source.hasSuffix(":cloudinit")
            guard !isNew || may(caller, ["Datastore.AllocateSpace"], at: path) else { throw .forbidden(path, ["Datastore.AllocateSpace"]) }
        }
    }
}
