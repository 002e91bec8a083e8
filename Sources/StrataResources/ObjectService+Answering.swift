public import StrataAPI

extension ObjectService {
    /// Answers a question: checks the document as one that is to be created, and returns it with its status. Nothing is kept.
    ///
    /// - Returns: the answer, and sentences for the client's `Warning` headers.
    /// - Throws: `MethodNotAllowed` for kinds that are no questions, `Invalid` with every wrong field, `BadRequest` for fields that the
    ///   kind does not have.
    public func answer(
        _ kind: ResourceKind, _ body: JSONValue, _ options: WriteOptions = WriteOptions()
    ) throws(APIError) -> (object: JSONValue, warnings: [String]) {
        let definition = try definition(kind)
        guard let answer = definition.answer else {
            throw APIError(.methodNotAllowed, "\(kind.qualifiedPlural) are kept, not answered", kind: kind)
        }
        var draft = Draft(definition, from: nil, to: body, options)
        try draft.prepareQuestion()
        return (try answer(draft.new), draft.warnings)
    }
}
