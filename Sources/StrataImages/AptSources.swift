import StrataDriverKit

/// Where this machine's apt gets Debian from.
struct AptSources: Sendable, Equatable {
    /// The URI of the archive, with a slash at its end.
    var mirror = "http://deb.debian.org/debian/"
    /// The URI of the security archive; nil when the machine uses none.
    var security: String?
    var proxy: String?

    static func look(on machine: any Machine) async throws(ImageError) -> AptSources {
        do {
            let format = "$(LABEL)|$(REPO_URI)"
            let targets = try await machine.run(Command("apt-get", "indextargets", "--format", format, "Created-By: Packages"))
            let proxy = try await machine.run(Command("apt-config", "shell", "PROXY", "Acquire::http::Proxy"))
            return AptSources(targets: targets.text, proxy: proxy.text)
        } catch .notFound(let program) {
            throw .missingProgram(program, package: "apt")
        } catch {
            throw ImageError(error, attempt: "ask apt for its sources", directory: "/tmp")
        }
    }

    /// Reads what `apt-get indextargets` writes in the form LABEL|URI, and `apt-config shell`.
    init(targets: String, proxy: String) {
        let lines = targets.split(separator: "\n").compactMap { line -> (label: Substring, uri: String)? in
            let parts = line.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, Self.isPlain(parts[1]),
                parts[1].hasPrefix("http://") || parts[1].hasPrefix("https://") || parts[1].hasPrefix("file:/")
            else { return nil }
            return (parts[0], String(parts[1]))
        }
        if let debian = lines.first(where: { $0.label == "Debian" }) { mirror = debian.uri }
        security = lines.first { $0.label == "Debian-Security" }?.uri
        let words = proxy.split(separator: "'", omittingEmptySubsequences: false)
        if words.count >= 2, words[1].hasPrefix("http://"), Self.isPlain(words[1]) { self.proxy = String(words[1]) }
    }

    /// Lines for a release's sources.list(5). Only stable releases have updates apart.
    /// - Parameter options: such as `[signed-by=…]`.
    func lines(for suite: String, options: String = "") -> [String] {
        let start = options.isEmpty ? "deb" : "deb \(options)"
        var lines = ["\(start) \(mirror) \(suite) main"]
        guard suite != "sid", suite != "unstable", suite != "experimental" else { return lines }
        lines.append("\(start) \(mirror) \(suite)-updates main")
        if let security { lines.append("\(start) \(security) \(suite)-security main") }
        return lines
    }

    /// Whether a URI can stand in a line of sources.list and in apt's configuration as it is.
    private static func isPlain(_ uri: Substring) -> Bool {
        uri.utf8.count <= 500 && uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"'\\[]|;{}".utf8.contains($0) }
    }
}
