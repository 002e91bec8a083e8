internal import CLibvirt
public import XMLDocuments

extension LibvirtConnection {
    /// The definition of a secret, without its value (libvirt, "Secret XML format"); nil where there is none of that UUID, or the daemon keeps no secrets.
    public func secret(_ uuid: String) async throws(LibvirtError) -> XMLElement? {
        do throws(LibvirtError) {
            return try await call("look at the secret \(uuid)") { caller throws(LibvirtError) in
                try Self.withSecret(uuid, caller) { secret throws(LibvirtError) in
                    try XMLElement(definition: caller.text(caller.api.virSecretGetXMLDesc(secret, 0), "a secret's definition"))
                }
            }
        } catch {
            if error.code == .noSecret || error.code == .noSupport { return nil }
            throw error
        }
    }

    /// Defines a secret, or changes the one of that UUID, and gives it a value.
    ///
    /// - Parameter value: at most 64 KiB. It travels within the connection, and is written to no message and no log here.
    /// - Throws: ``LibvirtError/refused(code:part:message:)`` with ``LibvirtError/Code/noSupport`` where the daemon keeps no secrets.
    public func keepSecret(_ definition: XMLElement, value: [UInt8]) async throws(LibvirtError) {
        let xml = definition.xml
        try await call("keep a secret") { caller throws(LibvirtError) in
            let secret: virSecretPtr = try caller.check(caller.api.virSecretDefineXML(caller.connection, xml, 0))
            defer { _ = caller.api.virSecretFree(secret) }
            try caller.check(caller.api.virSecretSetValue(secret, value, value.count, 0))
        }
    }

    /// Removes a secret. No effect where it is gone.
    public func deleteSecret(_ uuid: String) async throws(LibvirtError) {
        do throws(LibvirtError) {
            try await call("delete the secret \(uuid)") { caller throws(LibvirtError) in
                try Self.withSecret(uuid, caller) { secret throws(LibvirtError) in
                    _ = try caller.check(caller.api.virSecretUndefine(secret))
                }
            }
        } catch {
            guard error.code == .noSecret || error.code == .noSupport else { throw error }
        }
    }

    private static func withSecret<Value>(
        _ uuid: String, _ caller: Caller, _ body: (virSecretPtr) throws(LibvirtError) -> Value
    ) throws(LibvirtError) -> Value {
        let secret: virSecretPtr = try caller.check(caller.api.virSecretLookupByUUIDString(caller.connection, uuid))
        defer { _ = caller.api.virSecretFree(secret) }
        return try body(secret)
    }
}
