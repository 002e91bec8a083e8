extension Operations {
    static let authorizationManager: [String: [String: Operation]] = [
        "AuthorizationManager": [
            "HasPrivilegeOnEntity": { center, call in
                .list(try center.has(call.strings("privId"), call.string("sessionId") ?? "", [try call.entity("entity")]).first ?? [])
            },
            "HasPrivilegeOnEntities": { center, call in
                let entities = call.refs("entity")
                let flags = try center.has(call.strings("privId"), call.string("sessionId") ?? "", entities)
                return .objects(
                    zip(entities, flags).map { entity, flags in
                        DataObject(
                            "EntityPrivilege",
                            [
                                "entity": .ref(entity),
                                "privAvailability": .objects(
                                    zip(call.strings("privId"), flags).map {
                                        DataObject("PrivilegeAvailability", ["privId": .string($0), "isGranted": $1])
                                    }),
                            ])
                    })
            },
            "HasUserPrivilegeOnEntities": { center, call in
                let role = try center.role(of: call.string("userName") ?? "")
                return .objects(
                    try call.refs("entities").map { entity in
                        guard center.exists(entity) else { throw Fault.notFound(entity) }
                        return DataObject(
                            "EntityPrivilege",
                            [
                                "entity": .ref(entity),
                                "privAvailability": .objects(
                                    call.strings("privId").map {
                                        DataObject(
                                            "PrivilegeAvailability", ["privId": .string($0), "isGranted": .bool(Rights.has(role, $0))])
                                    }),
                            ])
                    })
            },
            "FetchUserPrivilegeOnEntities": { center, call in
                let role = try center.role(of: call.string("userName") ?? "")
                return .objects(
                    try call.refs("entities").map { entity in
                        guard center.exists(entity) else { throw Fault.notFound(entity) }
                        return DataObject(
                            "UserPrivilegeResult",
                            ["entity": .ref(entity), "privileges": .strings(Rights.all.filter { Rights.has(role, $0) })])
                    })
            },
            "RetrieveEntityPermissions": { center, call in .objects(center.permissions(try call.entity("entity"))) },
            "RetrieveAllPermissions": { center, _ in .objects(center.permissions(center.state.root)) },
        ]
    ]
}

extension Call {
    /// An argument that must be there.
    func entity(_ name: String) throws(Fault) -> Ref {
        guard let ref = ref(name) else { throw .argument(name) }
        return ref
    }
}

extension Center {
    fileprivate func has(_ privileges: [String], _ session: String, _ entities: [Ref]) throws(Fault) -> [[Value]] {
        guard let found = sessions[session] else { throw .argument("sessionId") }
        return try entities.map { (entity) throws(Fault) in
            guard exists(entity) else { throw .notFound(entity) }
            return privileges.map { .bool(Rights.has(found.user.role, $0)) }
        }
    }

    fileprivate func role(of name: String) throws(Fault) -> String {
        guard
            let user = state.users.first(where: { [$0.name, $0.name.uppercasedDomain].map { $0.lowercased() }.contains(name.lowercased()) })
        else {
            throw .argument("userName")
        }
        return user.role
    }

    /// Everybody's role, which counts from the root on.
    func permissions(_ entity: Ref) -> [DataObject] {
        state.users.map {
            DataObject(
                "Permission",
                [
                    "entity": .ref(state.root), "principal": .string($0.name.uppercasedDomain), "group": false,
                    "roleId": .int(Rights.number($0.role)), "propagate": true,
                ])
        }
    }
}
