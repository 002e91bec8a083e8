import StrataAPI
import StrataResources
import StrataStore

extension ResourceRequest {
    /// What the query says about a write.
    func writeOptions(isApply: Bool = false, duplicates: [String]) throws(APIError) -> WriteOptions {
        var options = WriteOptions(duplicates: duplicates)
        options.manager = try manager(isRequired: isApply)
        options.isDryRun = try isDryRun()
        options.part = subresource == "status" ? .status : .main
        if let word = query["fieldValidation"], !word.isEmpty {
            guard let validation = WriteOptions.FieldValidation(rawValue: word) else {
                throw optionsError(
                    "fieldValidation",
                    "Unsupported value: \"\(word.printable())\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"",
                    reason: .notSupported)
            }
            options.fieldValidation = validation
        }
        if let force = try query.flag("force") {
            guard isApply else { throw optionsError("force", "Forbidden: may not be specified for non-apply patch", reason: .forbidden) }
            options.forcesConflicts = force
        }
        return options
    }

    /// What the query and a `DeleteOptions` object say about a deletion. The object wins.
    func deleteOptions(_ body: JSONValue?) throws(APIError) -> DeleteOptions {
        var options = DeleteOptions()
        let dryRun = body?["dryRun"]?.array?.compactMap(\.string) ?? []
        options.isDryRun = try isDryRun(dryRun)
        if let body {
            guard case .object = body else { throw APIError(.badRequest, "the body of a deletion must be a DeleteOptions object") }
            if let kind = body["kind"]?.string, kind != "DeleteOptions" {
                throw APIError(.badRequest, "the body of a deletion must be a DeleteOptions object, not \"\(kind.printable())\"")
            }
        }
        let propagation = body?["propagationPolicy"]?.string ?? query["propagationPolicy"] ?? ""
        if !propagation.isEmpty {
            guard let policy = DeleteOptions.Propagation(rawValue: propagation) else {
                throw optionsError(
                    "propagationPolicy",
                    "Unsupported value: \"\(propagation.printable())\": supported values: \"Background\", \"Foreground\", \"Orphan\"",
                    reason: .notSupported)
            }
            options.propagation = policy
        } else if try query.flag("orphanDependents") ?? false || body?["orphanDependents"] == true {
            options.propagation = .orphan
        }
        if let value = body?["gracePeriodSeconds"], !value.isNull {
            guard let seconds = value.int, (0...Int64(Int32.max)).contains(seconds) else {
                throw optionsError("gracePeriodSeconds", "Invalid value: must be a whole number from 0 on")
            }
            options.gracePeriodSeconds = Int(seconds)
        } else {
            options.gracePeriodSeconds = try query.count("gracePeriodSeconds")
        }
        if let uid = body?[path: ["preconditions", "uid"]]?.string { options.uid = UID(uid) }
        if let text = body?[path: ["preconditions", "resourceVersion"]]?.string {
            guard let number = UInt64(text) else {
                throw optionsError("preconditions.resourceVersion", "Invalid value: \"\(text.printable())\"")
            }
            options.revision = Revision(rawValue: number)
        }
        return options
    }
}
