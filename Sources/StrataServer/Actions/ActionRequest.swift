public import StrataAPI

/// What a client asks of an action.
public struct ActionRequest: Sendable {
    /// The object that is acted on; it existed a moment ago.
    public var name: ObjectName
    /// Who asks, for what is to be recorded.
    public var user: String
    /// The document sent with an order; an empty object where there is none.
    public var body: JSONValue
    let query: Query

    init(name: ObjectName, user: String, query: Query, body: JSONValue = .object([:])) {
        self.name = name
        self.user = user
        self.body = body
        self.query = query
    }

    /// The first value of a parameter of the query, nil where it is absent or empty.
    public func text(_ parameter: String) -> String? { query[parameter].flatMap { $0.isEmpty ? nil : $0 } }

    /// All values of a parameter.
    public func all(_ parameter: String) -> [String] { query.all(parameter) }

    /// Whether a parameter is set to true.
    ///
    /// - Throws: `BadRequest` for what is no boolean.
    public func flag(_ parameter: String) throws(APIError) -> Bool? { try query.flag(parameter) }

    /// A parameter that is a whole number from 0 on.
    ///
    /// - Throws: `BadRequest` for anything else.
    public func count(_ parameter: String) throws(APIError) -> Int? { try query.count(parameter) }
}
