import StrataAPI

/// The form in which a client wants objects.
enum Representation: Sendable, Hashable {
    case json
    case yaml
    /// `metav1.Table`, as `kubectl get` prints it. The version is `v1` or, for clients before 1.22, `v1beta1`.
    case table(version: String)
    /// `metav1.PartialObjectMetadata`: the metadata alone.
    case metadata(version: String)

    /// What an answer can be made in.
    struct Offer: OptionSet {
        let rawValue: Int

        static let yaml = Offer(rawValue: 1)
        static let views = Offer(rawValue: 2)

        static let objects: Offer = [.yaml, .views]
    }

    /// Picks the client's favourite among what there is.
    ///
    /// - Parameter accept: the values of the `Accept` headers; none means anything.
    /// - Throws: `NotAcceptable` when nothing fits.
    static func negotiate(_ accept: [String], _ offer: Offer = .objects) throws(APIError) -> Representation {
        guard let types = MediaType.ranked(accept) else { return .json }
        for type in types {
            if let match = match(type, offer) { return match }
        }
        throw .notAcceptable(["application/json"] + (offer.contains(.yaml) ? ["application/yaml"] : []))
    }

    private static func match(_ type: MediaType, _ offer: Offer) -> Representation? {
        switch type.type {
        case "application/json", "*/*", "application/*":
            guard let view = type.parameters["as"] else { return .json }
            let version = type.parameters["v"] ?? "v1"
            guard offer.contains(.views), type.parameters["g"] == "meta.k8s.io", version == "v1" || version == "v1beta1" else { return nil }
            switch view {
            case "Table": return .table(version: version)
            case "PartialObjectMetadata", "PartialObjectMetadataList": return .metadata(version: version)
            default: return nil
            }
        case "application/yaml", "application/x-yaml", "text/yaml":
            return offer.contains(.yaml) && type.parameters["as"] == nil ? .yaml : nil
        default: return nil
        }
    }

    var mediaType: String { self == .yaml ? MediaType.yaml : MediaType.json }
}
