import StrataAPI

/// The form in which a client wants a document that is not about objects.
enum DocumentForm: Sendable, Hashable {
    case json
    case yaml
    /// `apidiscovery.k8s.io APIGroupDiscoveryList`: all kinds in one document. The version is `v2` or `v2beta1`.
    case discovery(version: String)
    /// OpenAPI 2 as a message of gnostic's `openapiv2/OpenAPIv2.proto`: all that kubectl before 1.27 and client-go's `OpenAPISchema` take.
    case openAPI2Protobuf

    /// What a document can be had in besides JSON.
    struct Offer: OptionSet {
        let rawValue: Int

        static let yaml = Offer(rawValue: 1)
        static let discovery = Offer(rawValue: 2)
        static let openAPI2Protobuf = Offer(rawValue: 4)
    }

    /// Picks the client's favourite among what there is.
    ///
    /// - Parameter accept: the values of the `Accept` headers; none means anything.
    /// - Throws: `NotAcceptable` when nothing fits.
    static func negotiate(_ accept: [String], _ offer: Offer) throws(APIError) -> DocumentForm {
        guard let types = MediaType.ranked(accept) else { return .json }
        for type in types {
            if let form = match(type, offer) { return form }
        }
        throw .notAcceptable(["application/json"] + (offer.contains(.yaml) ? ["application/yaml"] : []))
    }

    private static func match(_ type: MediaType, _ offer: Offer) -> DocumentForm? {
        switch type.type {
        case "application/json", "*/*", "application/*":
            guard let view = type.parameters["as"] else { return .json }
            let version = type.parameters["v"] ?? ""
            let isDiscovery = view == "APIGroupDiscoveryList" && type.parameters["g"] == "apidiscovery.k8s.io"
            return isDiscovery && offer.contains(.discovery) && ["v2", "v2beta1"].contains(version) ? .discovery(version: version) : nil
        case "application/yaml", "application/x-yaml", "text/yaml": return offer.contains(.yaml) ? .yaml : nil
        // The name with an at sign is what clients have always sent, though it is no media type.
        case "application/com.github.proto-openapi.spec.v2@v1.0+protobuf", "application/com.github.proto-openapi.spec.v2.v1.0+protobuf":
            return offer.contains(.openAPI2Protobuf) ? .openAPI2Protobuf : nil
        default: return nil
        }
    }

    /// What an answer in this form says it is.
    var mediaType: String {
        switch self {
        case .json: MediaType.json
        case .yaml: MediaType.yaml
        case .discovery(let version): "\(MediaType.json);g=apidiscovery.k8s.io;v=\(version);as=APIGroupDiscoveryList"
        case .openAPI2Protobuf: "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
        }
    }
}
