import SimulatorKit
import XMLDocuments

extension Center {
    /// Carries out a method that a request names.
    ///
    /// - Returns: the method's name, what it gave as XML, and the key of a session that it opened.
    func carryOut(_ element: XMLElement, cookie: String?, agent: String) async throws -> (name: String, body: String, session: String?) {
        let name = String(element.localName)
        guard let this = element.children.first(where: { $0.localName == "_this" }) else {
            throw Fault.request("Required parameter _this is missing")
        }
        let target = try SOAPReader.value(this, FieldType(base: "ManagedObject", isReference: true)).ref ?? state.root
        guard let kind = TypeTable.shared.kind(target.type), kind.isManaged else {
            throw Fault.request("Unable to resolve WSDL type name \(target.type) for service vim25")
        }
        let session = session(cookie)
        caller = session
        if name == "Fetch" { return (name, try fetch(target, element, isAnonymous: session == nil), nil) }
        guard let method = kind.methods[name] else {
            SimulatorLog.note("no such method: \(target.type).\(name)")
            throw Fault(
                "MethodNotFound", "Unable to resolve WSDL method name \(name) for service \(target.type)",
                ["receiver": .ref(target), "method": .string(name)])
        }
        if session == nil, method.privilege != "System.Anonymous" {
            throw Fault.notAuthenticated(target, method.privilege.isEmpty ? "System.View" : method.privilege)
        }
        guard exists(target) else { throw Fault.notFound(target) }
        if let session, !method.privilege.isEmpty, !Rights.has(session.user.role, method.privilege) {
            throw Fault.noPermission(target, method.privilege)
        }
        var arguments: [String: Value] = [:]
        for child in element.children where child.localName != "_this" {
            guard let parameter = method.parameters.first(where: { $0.name == child.localName }) else { continue }
            let value = try SOAPReader.value(child, parameter.type.item)
            if parameter.type.isList {
                arguments[parameter.name] = .list((arguments[parameter.name]?.list ?? []) + [value])
            } else {
                arguments[parameter.name] = value
            }
        }
        for parameter in method.parameters where !parameter.type.isOptional && arguments[parameter.name] == nil && !parameter.type.isList {
            throw Fault.request("Required parameter \(parameter.name) is missing")
        }
        guard let operation = Operations.find(target.type, name) else {
            SimulatorLog.note("not simulated: \(target.type).\(name)")
            throw Fault.notSupported
        }
        let call = Call(target: target, method: method, arguments: arguments, session: session, agent: agent)
        let value = try await operation(self, call)
        save()
        var writer = SOAPWriter()
        if let value { writer.write(value, as: "returnval", method.result) }
        return (name, writer.text, name == "Login" ? value?["key"]?.string : nil)
    }

    /// One property of one object: a method that all have and that is in no description; pyvmomi reads properties with it.
    private func fetch(_ target: Ref, _ element: XMLElement, isAnonymous: Bool) throws(Fault) -> String {
        let name = element.children.first { $0.localName == "prop" }?.text ?? ""
        guard !isAnonymous || target.type == "ServiceInstance" else { throw .notAuthenticated(target, "System.Read") }
        guard exists(target) else { throw .notFound(target) }
        guard let path = PropertyPath(name), let type = path.type(in: target.type) else {
            throw Fault("InvalidProperty", "The property '\(name)' does not exist on \(target.type).", ["name": .string(name)])
        }
        guard let root = property(target, path.steps[0].name), let value = path.value(from: root) else { return "" }
        var writer = SOAPWriter()
        writer.property(value, type, as: "returnval")
        return writer.text
    }

    /// Has the first host that answers do so no longer.
    func takeAwayHost() {
        guard let host = sortedHosts.first(where: { $0.connection == "connected" }) else { return }
        do { try connect(host.ref, "notResponding", user: "") } catch { SimulatorLog.note("\(error)") }
    }
}
