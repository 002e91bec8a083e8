import StrataAPI
import Testing

@testable import LXD

/// What LXD 5.0.2 told over its events' WebSocket.
struct EventTests {
    private static let put =
        #"{"location":"none","metadata":{"context":{"ip":"127.0.0.1:59670","method":"PUT","protocol":"tls","url":"/1.0/instances/c1?project=default\u0026client=m","username":"c00d2c45335302e79aba6f3e032f7d0882d2751f49ef6dd09453c688e14e9814"},"level":"debug","message":"Handling API request"},"timestamp":"2026-11-27T20:48:42.635172899Z","type":"logging"}"#
    private static let local =
        #"{"location":"none","metadata":{"context":{"ip":"@","method":"PUT","protocol":"unix","url":"/1.0/instances/c1","username":"root"},"level":"debug","message":"Handling API request"},"timestamp":"2026-11-27T20:48:42.657702472Z","type":"logging"}"#
    private static let updated =
        #"{"location":"none","metadata":{"action":"instance-updated","source":"/1.0/instances/c1"},"project":"default","timestamp":"2026-11-27T20:48:25.799257402Z","type":"lifecycle"}"#
    private static let profile =
        #"{"location":"none","metadata":{"action":"profile-created","requestor":{"address":"127.0.0.1:56262","protocol":"tls","username":"c00d"},"source":"/1.0/profiles/pp"},"project":"default","timestamp":"2026-11-27T20:48:26.104711339Z","type":"lifecycle"}"#

    @Test func `a request is told of with who sends it`() throws {
        let event = try #require(LXDEvent(parsing: Array(Self.put.utf8)))
        let request = try #require(event.request)
        #expect(request.method == "PUT" && request.instance == "c1" && request.parameter("client") == "m")
        #expect(request.parameter("project") == "default" && request.parameter("clien") == nil)
        #expect(request.requestor.way == "tls" && request.requestor.address == "127.0.0.1:59670")
        #expect(event.action == nil && event.instance == nil && event.requestor == nil)
        let local = try #require(LXDEvent(parsing: Array(Self.local.utf8))?.request)
        #expect(local.requestor.username == "root" && local.requestor.address.isEmpty && local.parameter("client") == nil)
    }

    @Test func `an event of something's life says who asked where the daemon does`() throws {
        let updated = try #require(LXDEvent(parsing: Array(Self.updated.utf8)))
        #expect(updated.action == "instance-updated" && updated.instance == "c1" && updated.requestor == nil && updated.request == nil)
        let profile = try #require(LXDEvent(parsing: Array(Self.profile.utf8)))
        #expect(profile.instance == nil && profile.requestor?.username == "c00d")
    }

    @Test func `what is cut short or of other shapes is no event, or one that tells nothing`() {
        for length in 0..<Self.put.utf8.count { #expect(LXDEvent(parsing: Array(Self.put.utf8.prefix(length))) == nil) }
        for text in [
            #"{"type":"logging"}"#, #"{"type":"logging","metadata":[]}"#,
            #"{"type":"lifecycle","metadata":{"requestor":"root","source":7}}"#,
            #"{"type":"logging","metadata":{"message":"Handling API request","context":{"url":{}}}}"#,
        ] {
            let event = LXDEvent(parsing: Array(text.utf8))
            #expect(event != nil && event?.request == nil && event?.requestor == nil && event?.instance == nil)
        }
    }
}
