import StrataAPI

extension Kubeconfig {
    /// Finds and reads the kubeconfig to use: `path` where given, else `STRATA_KUBECONFIG`, else the files of `KUBECONFIG`, else
    /// `$STRATA_DATA/kubeconfig` where that directory is named, else the first that exists of `~/.strata/kubeconfig` and
    /// `/var/lib/strata/kubeconfig`.
    ///
    /// - Returns: nil where none of the places that need not exist has one.
    /// - Throws: ``ClientError/configuration(source:reason:)`` where a file that was named cannot be read, or is no kubeconfig.
    public static func find(_ path: String? = nil, environment: [String: String]) throws(ClientError) -> Kubeconfig? {
        if let named = path ?? environment["STRATA_KUBECONFIG"], !named.isEmpty { return try load(named) }
        if let list = environment["KUBECONFIG"], !list.isEmpty {
            var merged: Kubeconfig?
            for file in list.split(separator: ":").prefix(32) {
                guard let found = try loadIfPresent(String(file)) else { continue }
                merged?.merge(found)
                if merged == nil { merged = found }
            }
            if let merged { return merged }
        }
        for place in places(environment) {
            if let found = try loadIfPresent(place) { return found }
        }
        return nil
    }

    /// The places looked at when no kubeconfig is named, in that order. A named data directory is the only one: falling back on another
    /// server's would act on the wrong machines.
    public static func places(_ environment: [String: String]) -> [String] {
        if let data = environment["STRATA_DATA"], !data.isEmpty { return ["\(data)/kubeconfig"] }
        var places: [String] = []
        if let home = environment["HOME"], !home.isEmpty { places.append("\(home)/.strata/kubeconfig") }
        return places + ["/var/lib/strata/kubeconfig"]
    }

    private static func load(_ path: String) throws(ClientError) -> Kubeconfig {
        guard let found = try loadIfPresent(path) else { throw .configuration(source: path.printable(), reason: "no such file") }
        return found
    }

    private static func loadIfPresent(_ path: String) throws(ClientError) -> Kubeconfig? {
        let bytes: [UInt8]
        do throws(LocalFileError) {
            bytes = try LocalFile.read(path, limit: sizeLimit)
        } catch {
            if error.isMissing { return nil }
            throw .configuration(source: path.printable(), reason: error.reason)
        }
        return try Kubeconfig(parsing: bytes, source: path)
    }
}
