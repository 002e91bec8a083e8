import FoundationEssentials
import NIOSSL
import StrataAPI
import Testing

@testable import StrataServer

@Suite(.timeLimit(.minutes(5)))
struct CertificateTests {
    private static func open(_ directory: String, names: Set<String> = ["localhost"], now: Date = Date()) throws -> CertificateAuthority {
        try CertificateAuthority(directory: directory, names: names, now: now, logger: .silent)
    }

    @Test func `keys and the files that hold them are their owner's alone`() async throws {
        try await TestServer.run { server async throws in
            for name in ["pki/ca.key", "pki/server.key", "pki/admin.key", "token", "kubeconfig", "audit.log"] {
                #expect(Scratch.mode(of: "\(server.directory)/\(name)") == 0o600, "\(name)")
            }
        }
    }

    @Test func `a second start finds what the first made`() throws {
        let scratch = try Scratch()
        let (first, second) = (try Self.open(scratch.path + "/pki"), try Self.open(scratch.path + "/pki"))
        #expect(first.authority.certificate == second.authority.certificate)
        #expect(first.server.certificate == second.server.certificate)
        #expect(first.administrator.certificate == second.administrator.certificate)
    }

    @Test(arguments: [(100.0, false), (759, false), (761, true), (900, true), (-20, false), (-40, true)])
    func `certificates are renewed when little time is left, or when the clock was wrong`(days: Double, isRenewed: Bool) throws {
        let scratch = try Scratch()
        let first = try Self.open(scratch.path + "/pki")
        let later = try Self.open(scratch.path + "/pki", now: Date() + days * 86_400)
        #expect((first.server.certificate != later.server.certificate) == isRenewed)
        #expect((first.administrator.certificate != later.administrator.certificate) == isRenewed)
        #expect(later.server.isGood(now: Date() + days * 86_400, issuer: later.authority))
    }

    @Test(arguments: [-20_000.0, -40, 3_630, 5_000])
    func `the authority is kept whatever the clock says`(days: Double) throws {
        let scratch = try Scratch()
        let first = try Self.open(scratch.path + "/pki")
        let later = try Self.open(scratch.path + "/pki", now: Date() + days * 86_400)
        #expect(later.authority.certificate == first.authority.certificate)
        #expect(later.server.isGood(now: Date() + days * 86_400, issuer: first.authority))
    }

    @Test func `a name that is new makes a new server certificate, and a name less does not`() throws {
        let scratch = try Scratch()
        let first = try Self.open(scratch.path + "/pki", names: ["localhost", "10.0.0.1", "2001:db8::1"])
        #expect(first.server.names == ["localhost", "10.0.0.1", "2001:db8::1"])
        #expect(try Self.open(scratch.path + "/pki", names: ["localhost"]).server.certificate == first.server.certificate)
        let more = try Self.open(scratch.path + "/pki", names: ["localhost", "strata.example"])
        #expect(more.server.names == ["localhost", "strata.example"])
        #expect(more.authority.certificate == first.authority.certificate)
    }

    @Test func `what an authority issued is issued again by its successor`() throws {
        let scratch = try Scratch()
        let first = try Self.open(scratch.path + "/pki")
        scratch.remove("pki/ca.crt")
        scratch.remove("pki/ca.key")
        let second = try Self.open(scratch.path + "/pki")
        #expect(second.authority.certificate != first.authority.certificate)
        #expect(second.server.isGood(now: Date(), issuer: second.authority))
    }

    @Test(arguments: ["ca.crt", "ca.key"])
    func `an authority that is damaged is left as it is and reported`(name: String) throws {
        let scratch = try Scratch()
        _ = try Self.open(scratch.path + "/pki")
        try PrivateFile(path: scratch.path + "/pki/" + name).write(Array("garbage".utf8))
        #expect { try Self.open(scratch.path + "/pki") } throws: { error in
            if case ServerError.certificate(let path, _)? = error as? ServerError { path.hasSuffix("/pki/" + name) } else { false }
        }
        #expect(scratch.read("pki/" + name) == "garbage")
    }

    @Test func `the kubeconfig names the server and makes its holder administrator`() async throws {
        try await TestServer.run { server async throws in
            let config = try JSONValue(parsingYAML: Array(try server.file("kubeconfig").utf8))
            let cluster = config["clusters"]?.array?.first?["cluster"]
            #expect(cluster?["server"] == .string("https://127.0.0.1:\(server.address.port)"))
            let authority = Base64.decode(cluster?["certificate-authority-data"]?.string ?? "") ?? []
            #expect(String(decoding: authority, as: UTF8.self) == (try server.file("pki/ca.crt")))
            let user = config["users"]?.array?.first?["user"]
            let pem = [user?["client-certificate-data"], user?["client-key-data"]].map {
                String(decoding: Base64.decode($0?.string ?? "") ?? [], as: UTF8.self)
            }
            let answer = try await server.get(TestServer.instances, as: .certificate(pem[0], pem[1]))
            #expect(answer.status == 200)
        }
    }

    @Test func `a server can serve with a certificate of the user's`() async throws {
        let scratch = try Scratch()
        let mine = try KeyPair(.authority, issuer: nil, now: Date())
        let leaf = try KeyPair(.server(names: ["localhost"]), issuer: mine, now: Date())
        try leaf.write(to: scratch.path + "/tls")
        try PrivateFile(path: scratch.path + "/ca.pem").write(Array(try mine.certificatePEM.utf8))
        try await TestServer.run(configure: {
            $0.certificate = .init(
                certificate: scratch.path + "/tls.crt", key: scratch.path + "/tls.key", authority: scratch.path + "/ca.pem")
        }) { server async throws in
            var tls = try server.tls()
            tls.trustRoots = .file(scratch.path + "/ca.pem")
            let answer = try await WireConnection.open(port: server.address.port, tls: tls) {
                try await $0.request("GET", TestServer.instances)
            }
            #expect(answer.status == 200)
            await #expect(throws: (any Error).self) { try await server.get("/version") }
            let config = try JSONValue(parsingYAML: Array(try server.file("kubeconfig").utf8))
            let authority =
                Base64.decode(config["clusters"]?.array?.first?[path: ["cluster", "certificate-authority-data"]]?.string ?? "") ?? []
            #expect(try String(decoding: authority, as: UTF8.self) == mine.certificatePEM)
        }
    }
}
