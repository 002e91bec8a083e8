import NIOHTTP1

/// The cookie of the console's sessions. Scripts cannot read it, other sites cannot send it, and it counts only together with a header
/// that no other site's page can set without being allowed to, which it is not.
enum ConsoleCookie {
    static let name = "__Host-strata"
    /// What every request of the console carries.
    static let header = "Strata-Console"

    /// Whether a page of the console makes the request: it says so, or, where a browser opens a WebSocket and lets no page set a header,
    /// the browser does, whose `Origin` no page can change (RFC 6455, section 10.2).
    static func isFromConsole(_ headers: HTTPHeaders) -> Bool {
        if headers.contains(name: header) { return headers.first(name: header) == "1" }
        guard headers[canonicalForm: "Upgrade"].contains(where: { $0.lowercased() == "websocket" }),
            let host = headers.first(name: "Host"), !host.isEmpty
        else { return false }
        return headers["Origin"] == ["https://\(host)"]
    }

    /// The session's secret, where the request may use it.
    static func secret(_ headers: HTTPHeaders) -> String? {
        guard isFromConsole(headers) else { return nil }
        for field in headers["Cookie"] {
            for part in field.split(separator: ";").prefix(64) {
                let pair = part.split(separator: "=", maxSplits: 1)
                if pair.count == 2, pair[0].trimmingBlanks == name { return String(pair[1].trimmingBlanks) }
            }
        }
        return nil
    }

    /// What sets the cookie.
    static func setting(_ secret: String, seconds: Int64) -> String {
        "\(name)=\(secret); Path=/; Max-Age=\(seconds); HttpOnly; Secure; SameSite=Strict"
    }

    /// What takes it away.
    static let removing = setting("", seconds: 0)
}
