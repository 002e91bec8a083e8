import FoundationEssentials
import StrataAPI
import Testing

@testable import StrataServer

@Suite(.timeLimit(.minutes(1)))
struct SigningInTests {
    private static let own = ("Strata-Console", "1")
    private static let pages = [
        StaticPage(path: "", type: "text/html; charset=utf-8") { Array("<title>console</title>".utf8) },
        StaticPage(path: "pictures/a.svg", type: "image/svg+xml", policy: .picture) { Array("<svg/>".utf8) },
    ]

    @Test func `the console's files are open to everybody, and may load nothing from elsewhere`() async throws {
        try await TestServer.run(pages: Self.pages) { server async throws in
            let page = try await server.get("/console/", as: .nobody)
            #expect(page.status == 200)
            #expect(page.text == "<title>console</title>")
            #expect(page.header("Content-Type") == "text/html; charset=utf-8")
            #expect(page.header("Content-Security-Policy")?.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self';") == true)
            #expect(page.header("X-Content-Type-Options") == "nosniff")
            let tag = try #require(page.header("ETag"))
            #expect(try await server.get("/console/", as: .nobody, headers: [("If-None-Match", tag)]).status == 304)
            let picture = try await server.get("/console/pictures/a.svg", as: .nobody)
            #expect(picture.header("Content-Security-Policy")?.contains("script-src") == false)
            #expect(try await server.get("/console", as: .nobody).header("Location") == "/console/")
            #expect(try await server.send("POST", "/console/", as: .nobody).status == 405)
        }
    }

    @Test(arguments: ["/console/other.js", "/console/../token", "/console/%2e%2e/token", "/console/%2Fetc%2Fpasswd", "/console/pictures/"])
    func `what is no file of the console is not served`(path: String) async throws {
        try await TestServer.run(pages: Self.pages) { server async throws in
            #expect([400, 404].contains(try await server.get(path, as: .nobody).status))
        }
    }

    @Test func `a token signs one in, until one signs out`() async throws {
        try await TestServer.run { server async throws in
            let token = try server.file("token").filter { $0 != "\n" }
            let signed = try await server.signIn(#"{"token": "\#(token)"}"#)
            #expect(signed.status == 201)
            #expect(signed.header("Cache-Control") == "no-store")
            let setting = try #require(signed.header("Set-Cookie"))
            for part in ["__Host-strata=", "Path=/", "HttpOnly", "Secure", "SameSite=Strict", "Max-Age=43200"] {
                #expect(setting.contains(part))
            }
            let cookie = try #require(signed.cookie)
            #expect(try await server.get(TestServer.instances, as: .nobody, headers: [cookie, Self.own]).status == 200)
            #expect(try server.file("audit.log").contains(#""name":"strata-admin""#))
            let out = try await server.send("DELETE", "/console/session", as: .nobody, headers: [cookie, Self.own])
            #expect(out.header("Set-Cookie")?.contains("Max-Age=0") == true)
            #expect(try await server.get(TestServer.instances, as: .nobody, headers: [cookie, Self.own]).status == 401)
        }
    }

    @Test func `a session counts only with the console's header, so that no other site's page can use it`() async throws {
        try await TestServer.run { server async throws in
            let token = try server.file("token").filter { $0 != "\n" }
            let cookie = try #require(try await server.signIn(#"{"token": "\#(token)"}"#).cookie)
            #expect(try await server.get(TestServer.instances, as: .nobody, headers: [cookie]).status == 401)
            let body = #"{"metadata":{"name":"a"}}"#
            #expect(try await server.send("POST", "/api/v1/namespaces", as: .nobody, headers: [cookie], body: body).status == 401)
            #expect(
                try await server.send("POST", "/api/v1/namespaces", as: .nobody, headers: [cookie, Self.own], body: body).status == 201)
            let bare = try await server.send(
                "POST", "/console/session", as: .nobody, type: "application/json", body: #"{"token": "\#(token)"}"#)
            #expect(bare.status == 403)
            #expect(bare.header("Set-Cookie") == nil)
        }
    }

    @Test func `a page of the console opens a WebSocket by its session, a page of another site does not`() async throws {
        try await TestServer.run { server async throws in
            _ = try await server.create("web")
            let token = try server.file("token").filter { $0 != "\n" }
            let cookie = try #require(try await server.signIn(#"{"token": "\#(token)"}"#).cookie)
            let path = TestServer.instances + "/web/exec?command=true"
            func status(_ headers: [(String, String)]) async throws -> Int {
                try await server.connect(.nobody) { wire async throws in try await wire.upgrade(path, headers: headers).status }
            }
            let own = "https://localhost"
            #expect(try await status([cookie, ("Origin", own)]) == 101)
            #expect(try await status([cookie]) == 401)
            #expect(try await status([("Origin", own)]) == 401)
            for other in [
                "https://127.0.0.1", "http://localhost", "https://localhost:\(server.address.port)", "https://evil.example", "null",
            ] {
                #expect(try await status([cookie, ("Origin", other)]) == 401)
            }
            // Only a handshake that a browser makes: a form of another site cannot pretend to be one.
            #expect(try await server.get(TestServer.instances, as: .nobody, headers: [cookie, ("Origin", own)]).status == 401)
        }
    }

    @Test func `files that packages bring are looked for at each request`() async throws {
        let directory = try Scratch()
        let folder = StaticFolder(prefix: "lib/") { path in
            guard path == "a.js", let bytes = try? Data(contentsOf: URL(filePath: directory.path + "/" + path)) else { return nil }
            return StaticPage(path: path, type: "text/javascript") { Array(bytes) }
        }
        try await TestServer.run(pages: Self.pages, folders: [folder]) { server async throws in
            #expect(try await server.get("/console/lib/a.js", as: .nobody).status == 404)
            for text in ["1", "2"] {
                try Data(text.utf8).write(to: URL(filePath: directory.path + "/a.js"))
                let answer = try await server.get("/console/lib/a.js", as: .nobody)
                #expect(answer.text == text)
                #expect(answer.header("Content-Security-Policy")?.contains("script-src 'self'") == true)
            }
            #expect(try await server.get("/console/lib/b.js", as: .nobody).status == 404)
        }
    }

    @Test func `a browser's certificate signs in its user, who is asked for no token`() async throws {
        try await TestServer.run { server async throws in
            let signed = try await server.send("POST", "/console/session", type: "application/json", headers: [Self.own], body: "{}")
            #expect(signed.status == 201)
            #expect(signed.json["user"]?.string == "strata-admin")
            let cookie = try #require(signed.cookie)
            #expect(try await server.get(TestServer.instances, as: .nobody, headers: [cookie, Self.own]).status == 200)
        }
    }

    @Test func `who sees some namespaces alone is told which`() async throws {
        try await TestServer.run { server async throws in
            let authority = try #require(try KeyPair(readingFrom: server.directory + "/pki/ca"))
            let groups = [Roles.Role.viewer.group(namespace: "b"), Roles.Role.operating.group(namespace: "a")]
            let bob = try KeyPair(.client(user: "bob", groups: groups), issuer: authority, now: Date())
            let link = try await server.send("POST", "/console/links", as: .certificate(try bob.certificatePEM, bob.keyPEM))
            let signed = try await server.signIn(#"{"code": "\#(link.json["code"]?.string ?? "")"}"#)
            #expect(signed.json["namespaces"] == ["a", "b"])
            let token = try server.file("token").filter { $0 != "\n" }
            #expect(try await server.signIn(#"{"token": "\#(token)"}"#).json["namespaces"] == nil)
        }
    }

    @Test func `a one-time link signs in the one who had it made, once, with that one's rights`() async throws {
        try await TestServer.run { server async throws in
            let authority = try #require(try KeyPair(readingFrom: server.directory + "/pki/ca"))
            let bob = try KeyPair(.client(user: "bob", groups: ["dev"]), issuer: authority, now: Date())
            let link = try await server.send("POST", "/console/links", as: .certificate(try bob.certificatePEM, bob.keyPEM))
            #expect(link.status == 201)
            let code = try #require(link.json["code"]?.string)
            let cookie = try #require(try await server.signIn(#"{"code": "\#(code)"}"#).cookie)
            #expect(try await server.signIn(#"{"code": "\#(code)"}"#).status == 401)
            let who = try await server.get("/console/session", as: .nobody, headers: [cookie, Self.own])
            #expect(who.json["user"]?.string == "bob")
            #expect(try await server.get(TestServer.instances, as: .nobody, headers: [cookie, Self.own]).status == 403)
            // With an administrator's certificate in the browser, it is still bob who is signed in.
            #expect(try await server.get(TestServer.instances, headers: [cookie, Self.own]).status == 403)
            #expect(try await server.send("POST", "/console/links", as: .nobody, headers: [cookie, Self.own]).status == 403)
        }
    }

    @Test func `nobody gets in without anything, and no link is made for somebody else`() async throws {
        try await TestServer.run { server async throws in
            for body in ["{}", #"{"token": "wrong"}"#, #"{"code": "wrong"}"#, #"{"token": "a\r\nb: c"}"#] {
                #expect(try await server.signIn(body).status == 401)
            }
            #expect(try await server.signIn("nonsense").status == 400)
            #expect(try await server.send("POST", "/console/links", as: .nobody).status == 401)
            #expect(try await server.send("POST", "/console/links", headers: [("Impersonate-User", "eve")]).status == 403)
            #expect(try await server.get("/console/session", as: .nobody, headers: [Self.own]).status == 401)
        }
    }

    @Test func `sessions and codes end with time`() throws {
        let directory = try Scratch()
        let clock = Clock()
        let sessions = try ConsoleSessions(path: directory.path + "/sessions", seal: "a", now: { clock.now })
        let user = User(name: "ann", groups: ["dev"])
        let secret = try sessions.begin(user)
        let (early, late) = (sessions.code(for: user), sessions.code(for: user))
        clock.advance(by: ConsoleSessions.codeLifetime - 1)
        #expect(sessions.redeem(early) == user)
        clock.advance(by: 1)
        #expect(sessions.redeem(late) == nil)
        clock.advance(by: ConsoleSessions.lifetime - ConsoleSessions.codeLifetime - 1)
        #expect(sessions.session(secret)?.user == user)
        clock.advance(by: 1)
        #expect(sessions.session(secret) == nil)
    }

    @Test func `a restart signs nobody out, another token everybody`() throws {
        let directory = try Scratch()
        let path = directory.path + "/sessions"
        let user = User(name: "ann", groups: ["dev"])
        let secret = try ConsoleSessions(path: path, seal: "a").begin(user)
        #expect(try ConsoleSessions(path: path, seal: "a").session(secret)?.user == user)
        #expect(try ConsoleSessions(path: path, seal: "b").session(secret) == nil)
        #expect(try String(contentsOf: URL(filePath: path), encoding: .utf8).contains(secret) == false)
        try Data("{".utf8).write(to: URL(filePath: path))
        #expect(throws: ServerError.self) { try ConsoleSessions(path: path, seal: "a") }
    }

    @Test func `no more sessions are kept than there may be, and the oldest go first`() throws {
        let directory = try Scratch()
        let clock = Clock()
        let sessions = try ConsoleSessions(path: directory.path + "/sessions", seal: "a", now: { clock.now })
        let first = sessions.code(for: User(name: "first", groups: []))
        for number in 0..<ConsoleSessions.most {
            clock.advance(microseconds: 1)
            _ = sessions.code(for: User(name: "user \(number)", groups: []))
        }
        #expect(sessions.redeem(first) == nil)
    }
}

extension TestServer {
    fileprivate func signIn(_ body: String) async throws -> WireResponse {
        try await send(
            "POST", "/console/session", as: .nobody, type: "application/json", headers: [("Strata-Console", "1")], body: body)
    }
}

extension WireResponse {
    /// What a browser would send back.
    fileprivate var cookie: (String, String)? {
        header("Set-Cookie").flatMap { $0.split(separator: ";").first }.map { ("Cookie", "theme=dark; \($0)") }
    }
}
