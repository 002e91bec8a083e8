import NIOCore
import NIOPosix
import StrataAPI
import StrataClientTestServer
import Testing

@testable import StrataClient

@Suite struct `Trust` {
    private func failure(_ access: Access) async -> ClientError? {
        do throws(ClientError) {
            _ = try await StrataClient(access).version()
            return nil
        } catch {
            return error
        }
    }

    @Test func `a server of another authority is not trusted`() async throws {
        let server = try await TestServer.start()
        var access = try server.access()
        access.authority = try TestCertificates().authority
        #expect(
            await failure(access)
                == .tls(
                    host: "127.0.0.1:\(server.port)",
                    reason: "the server's certificate is not signed by an authority that is trusted here, or is out of date"))
        #expect(server.exchanges.isEmpty)
    }

    @Test func `a server known to nobody is not trusted by the system's authorities`() async throws {
        let server = try await TestServer.start()
        var access = try server.access()
        access.authority = nil
        let error = await failure(access)
        guard case .tls? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a certificate for another name is not accepted`() async throws {
        let server = try await TestServer.start(hasAddress: false)
        var access = try server.access()
        let byAddress = await failure(access)
        #expect(
            byAddress == .tls(host: "127.0.0.1:\(server.port)", reason: "the server's certificate is not made out to this name"),
            "\(byAddress as Any)")
        access.serverName = "elsewhere.example"
        #expect(await failure(access) != nil)
        access.serverName = "localhost"
        #expect(await failure(access) == nil)
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func `a server is known by its address and by its name`(host: String) async throws {
        let server = try await TestServer.start()
        #expect(await failure(try server.access(host: host)) == nil)
    }

    @Test func `a client certificate lets in where one is wanted`() async throws {
        let server = try await TestServer.start(wantsClientCertificate: true)
        var access = try server.access(token: nil)
        access.certificate = server.certificates.client.certificate
        access.privateKey = server.certificates.client.key
        #expect(await failure(access) == nil)
    }

    @Test func `without a client certificate where one is wanted there is no connection`() async throws {
        let server = try await TestServer.start(wantsClientCertificate: true)
        let error = await failure(try server.access())
        switch error {
        case .tls?, .unreachable?: break
        default: Issue.record("\(String(describing: error))")
        }
        #expect(server.exchanges.isEmpty)
    }

    @Test func `a closed port is unreachable, in the kernel's words`() async throws {
        let holder = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup).bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(holder.localAddress?.port)
        try await holder.close()
        let access = Access(server: try ServerAddress("https://127.0.0.1:\(port)"))
        #expect(await failure(access) == .unreachable(host: "127.0.0.1:\(port)", reason: "connection refused"))
    }

    @Test func `a name that does not resolve is unreachable`() async throws {
        let access = Access(server: try ServerAddress("https://no-such-host.invalid:1"))
        let error = await failure(access)
        guard case .unreachable("no-such-host.invalid:1", _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a server without TLS is told apart`() async throws {
        let plain = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.writeAndFlush(channel.allocator.buffer(string: "HTTP/1.1 400 Bad Request\r\n\r\n"), promise: nil)
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(plain.localAddress?.port)
        let error = await failure(Access(server: try ServerAddress("https://127.0.0.1:\(port)")))
        try await plain.close()
        #expect(error == .tls(host: "127.0.0.1:\(port)", reason: "the server does not speak TLS on this port"))
    }

    @Test func `what is no certificate is told before connecting`() throws {
        var access = Access(server: try ServerAddress("https://127.0.0.1:1"))
        access.authority = Array("garbage".utf8)
        #expect(throws: ClientError.self) { try StrataClient(access) }
    }

    @Test(arguments: ["", "a b", "x\r\nHost: evil"])
    func `a token that would break the header is refused`(token: String) throws {
        let access = Access(server: try ServerAddress("https://127.0.0.1:1"), token: token)
        #expect(throws: ClientError.self) { try StrataClient(access) }
    }
}
