import XMLDocuments

/// Envelopes of SOAP 1.1 in vSphere's use of it.
enum SOAP {
    /// A call as the body of a request.
    static func request(_ method: String, on object: ManagedObject, _ arguments: [XMLElement]) -> [UInt8] {
        let call = XMLElement(method, [("xmlns", "urn:vim25")], [object.element("_this")] + arguments)
        let envelope = XMLElement(
            "soapenv:Envelope",
            [
                ("xmlns:soapenv", "http://schemas.xmlsoap.org/soap/envelope/"), ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema"),
                ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            ], [XMLElement("soapenv:Body", [], [call])])
        return Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(envelope.xml)".utf8)
    }

    /// What a call returned: an element whose children are the `returnval`s.
    ///
    /// - Throws: ``VSphereError/fault(_:)`` where it is a fault, ``VSphereError/malformed(_:)`` where it is no envelope.
    static func answer(_ bytes: [UInt8], to method: String, limit: Int) throws(VSphereError) -> XMLElement {
        let envelope: XMLElement
        do { envelope = try XMLElement(parsing: bytes, limit: limit) } catch { throw .malformed("\(error)") }
        guard envelope.localName == "Envelope", let body = envelope.children.first(where: { $0.localName == "Body" }),
            let content = body.children.first
        else { throw .malformed("no SOAP envelope") }
        if content.localName == "Fault" { throw .fault(fault(content)) }
        guard content.localName == "\(method)Response" else {
            throw .malformed("\(content.name.prefix(80)) instead of \(method)Response")
        }
        return content
    }

    private static func fault(_ element: XMLElement) -> VSphereFault {
        let message = element.children.first { $0.localName == "faultstring" }?.text ?? ""
        guard let typed = element.children.first(where: { $0.localName == "detail" })?.children.first else {
            return VSphereFault(type: "RuntimeFault", message: message)
        }
        // `<InvalidLoginFault xsi:type="InvalidLogin">`; some servers leave the type to the name.
        var type = typed.valueType
        if type.isEmpty { type = typed.localName.hasSuffix("Fault") ? String(typed.localName.dropLast(5)) : String(typed.localName) }
        return VSphereFault(type: type, message: message, detail: typed)
    }
}
