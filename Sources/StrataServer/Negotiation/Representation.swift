import StrataAPI

/// The form in which a client wants objects.
enum Representation: Sendable, Hashable {
    case json
    case yaml
    /// `metav1.Table`, as `kubectl get` prints it. The version is `v1` or, for clients before 1.22, `v1beta1`.
    case table(version: String)
    /// `metav1.PartialObjectMetadata`: the metadata alone.
    case metadata(version: String)
    /// `apidiscovery.k8s.io APIGroupDiscoveryList`: all kinds in one document. The version is `v2` or `v2beta1`.
    case discovery(version: String)

    /// What an answer can be made in.
    struct Offer: OptionSet {
        let rawValue: Int

        static let yaml = Offer(rawValue: 1)
        static let views = Offer(rawValue: 2)
        static let discovery = Offer(rawValue: 4)

        static let objects: Offer = [.yaml, .views]
    }

    /// Picks the client's favourite among what there is.
    ///
    /// - Parameter accept: the values of the `Accept` headers; none means anything.
    /// - Throws: `NotAcceptable` when nothing fits.
    static func negotiate(_ accept: [String], _ offer: Offer = .objects) throws(APIError) -> Representation {
        let types = accept.flatMap { $0.split(separator: ",") }.prefix(64).map { MediaType($0) }
        guard !types.isEmpty else { return .json }
        let ranked = types.enumerated().filter { $0.element.quality > 0 }
            .sorted { ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset) }
        for (_, type) in ranked {
            if let match = match(type, offer) { return match }
        }
        let offered = ["application/json"] + (offer.contains(.yaml) ? ["application/yaml"] : [])
        throw APIError(.notAcceptable, "only the following media types are accepted: \(offered.joined(separator: ", "))")
    }

    private static func match(_ type: MediaType, _ offer: Offer) -> Representation? {
        switch type.type {
        case "application/json", "*/*", "application/*":
            guard let view = type.parameters["as"] else { return .json }
            let version = type.parameters["v"] ?? "v1"
            if view == "APIGroupDiscoveryList", offer.contains(.discovery), type.parameters["g"] == "apidiscovery.k8s.io",
                version == "v2" || version == "v2beta1"
            {
                return .discovery(version: version)
            }
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

    /// What an answer says it is. Of the views only discovery tells itself apart by its type, as clients look for it there.
    var mediaType: String {
        switch self {
        case .json, .table, .metadata: MediaType.json
        case .yaml: MediaType.yaml
        case .discovery(let version): "\(MediaType.json);g=apidiscovery.k8s.io;v=\(version);as=APIGroupDiscoveryList"
        }
    }
}
