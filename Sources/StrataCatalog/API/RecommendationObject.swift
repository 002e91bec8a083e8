import FoundationEssentials
public import StrataAPI

/// A question to the advisor: kind `Recommendation`. It is created with needs in its `spec`, answered in its `status` and not kept, as
/// Kubernetes' access reviews are.
public struct RecommendationObject: Resource {
    /// Optional: nothing is kept under the name.
    public var metadata: ObjectMeta
    /// What is needed and wished for, in the form of ``Needs``' JSON.
    public var spec: JSONValue
    /// The advisor's answer, in the form of ``Recommendation``'s JSON without the needs.
    public var status: JSONValue = [:]

    /// `recommendations.strata.dev`.
    public static let kind = ResourceKind(
        group: "strata.dev", version: "v1alpha1", name: "Recommendation", plural: "recommendations", scope: .cluster)
    /// None: there are never any to select from.
    public static let selectableFields: [String] = []
    /// None: there are never any to list.
    public static let columns: [Column<RecommendationObject>] = []
    /// The most needs, and the most wishes, of one question.
    public static let limit = 40

    /// Needs in the spec, the answer in the status.
    public static let schema = Schema<RecommendationObject>.object(
        "Which stack suits given needs. Created, answered in its status, and not kept.", initial: RecommendationObject()
    ) {
        Field("metadata", \.metadata, ObjectMeta.schema)
        Field("spec", \.spec, Schema<JSONValue>.shaped(RecommendationShape.needs), isRequired: true, "What is needed and wished for.")
        Field("status", \.status, Schema<JSONValue>.shaped(RecommendationShape.answer), "The answer.")
    }

    private init() {
        metadata = ObjectMeta()
        spec = [:]
    }

    /// Values that do not suit their kind of need.
    public func validate(into issues: inout FieldIssues) {
        for list in ["hard", "wishes"] {
            let needs = spec[list]?.array ?? []
            let path = FieldPath("spec", list)
            if needs.count > Self.limit { issues.add(path, .tooLong, "Too long: at most \(Self.limit) needs") }
            for (index, need) in needs.prefix(Self.limit).enumerated() {
                do throws(AdvisorError) {
                    _ = try Self.need(need)
                } catch {
                    issues.add(path.index(index).member("value"), .invalid, "Invalid value: \(error.description.printable())")
                }
            }
        }
    }

    /// Answers a document that was found valid.
    ///
    /// - Throws: `InternalError` when the compiled-in data is damaged.
    @Sendable public static func answer(_ document: JSONValue) throws(APIError) -> JSONValue {
        do {
            let needs = Needs(hard: try needs(document, "hard"), wishes: try needs(document, "wishes"))
            let bytes = Array(try JSONEncoder().encode(Advisor.recommend(needs)))
            var status = try JSONValue(parsing: bytes)
            status["needs"] = nil
            var document = document
            document["status"] = status
            return document
        } catch {
            throw APIError(.internalError, "the needs could not be answered: \(error)", kind: kind)
        }
    }

    private static func needs(_ document: JSONValue, _ list: String) throws(AdvisorError) -> [Need] {
        var needs: [Need] = []
        for need in document["spec"]?[list]?.array ?? [] { needs.append(try self.need(need)) }
        return needs
    }

    private static func need(_ json: JSONValue) throws(AdvisorError) -> Need {
        let name = json["kind"]?.string ?? ""
        guard let kind = Need.Kind(rawValue: name) else { throw .unknownKind(name) }
        return try Need(kind, json["value"]?.string ?? "")
    }
}
