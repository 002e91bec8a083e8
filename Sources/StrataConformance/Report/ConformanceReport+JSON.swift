public import StrataAPI

extension ContractResult {
    /// The result as JSON: `verdict` is `Kept`, `Broken` or `NotTried`.
    public var json: JSONValue {
        var json: JSONValue = [
            "id": .string(id), "ability": .string(ability), "promise": .string(promise),
            "milliseconds": .int(Int64(duration / .milliseconds(1))),
        ]
        switch verdict {
        case .kept: json["verdict"] = "Kept"
        case .broken(let why):
            json["verdict"] = "Broken"
            json["reason"] = .string(why)
        case .notTried(let why):
            json["verdict"] = "NotTried"
            json["reason"] = .string(why)
        }
        return json
    }

    /// Reads what ``json-swift.property`` wrote; nil for anything else.
    public init?(json: JSONValue) {
        guard let id = json["id"]?.string, let ability = json["ability"]?.string, let promise = json["promise"]?.string,
            let milliseconds = json["milliseconds"]?.int
        else { return nil }
        let reason = json["reason"]?.string ?? ""
        let verdict: Verdict
        switch json["verdict"]?.string {
        case "Kept": verdict = .kept
        case "Broken": verdict = .broken(reason)
        case "NotTried": verdict = .notTried(reason)
        default: return nil
        }
        self.init(id: id, ability: ability, promise: promise, verdict: verdict, duration: .milliseconds(milliseconds))
    }
}

extension ConformanceReport {
    /// The report as JSON.
    public var json: JSONValue {
        [
            "stack": .string(stack), "site": .string(site), "version": .string(version), "results": .array(results.map(\.json)),
            "milliseconds": .int(Int64(duration / .milliseconds(1))),
        ]
    }

    /// Reads what ``json-swift.property`` wrote; nil for anything else.
    public init?(json: JSONValue) {
        guard let stack = json["stack"]?.string, let site = json["site"]?.string, let version = json["version"]?.string,
            let results = json["results"]?.array?.map(ContractResult.init(json:)), let milliseconds = json["milliseconds"]?.int
        else { return nil }
        let whole = results.compactMap(\.self)
        guard whole.count == results.count else { return nil }
        self.init(stack: stack, site: site, version: version, results: whole, duration: .milliseconds(milliseconds))
    }
}
