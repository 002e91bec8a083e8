import Crypto
import NIOHTTP1
import StrataAPI

/// The opening handshake of WebSocket (RFC 6455, section 4.2).
enum WebSocketUpgrade {
    /// The subprotocols of Kubernetes' channels that are spoken, the better one first.
    private static let protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"]
    /// What viewers of VNC offer for a stream of bytes, where they offer anything.
    private static let plainProtocol = "binary"

    /// A handshake that can be answered with 101.
    struct Accepted {
        var headers: HTTPHeaders
        var framing: WebSocketFraming

        func call(_ work: ActionCall.Work) -> ActionCall { ActionCall(work: work, headers: headers, framing: framing) }
    }

    static func isWanted(_ head: HTTPRequestHead) -> Bool {
        head.headers[canonicalForm: "Upgrade"].contains { $0.lowercased() == "websocket" }
            && head.headers[canonicalForm: "Connection"].contains { $0.lowercased() == "upgrade" }
    }

    /// - Throws: `BadRequest` for what is no such handshake, `Forbidden` where a web page of another site asks.
    static func accept(_ head: HTTPRequestHead, _ framing: Action.Framing) throws(APIError) -> Accepted {
        guard isWanted(head) else {
            throw APIError(
                .badRequest,
                "Upgrade request required: this subresource is spoken to over WebSocket with the subprotocol "
                    + (framing == .bytes ? plainProtocol : protocols[0]))
        }
        guard head.method == .GET, head.version == .http1_1, head.headers.first(name: "Sec-WebSocket-Version") == "13",
            let key = head.headers.first(name: "Sec-WebSocket-Key"), Base64.decode(key)?.count == 16
        else {
            throw APIError(
                .badRequest, "malformed WebSocket handshake: GET, HTTP/1.1, Sec-WebSocket-Version: 13 and a Sec-WebSocket-Key are needed")
        }
        try checkOrigin(head)
        let offered = head.headers[canonicalForm: "Sec-WebSocket-Protocol"].map(String.init)
        let known = framing == .bytes ? [plainProtocol] : protocols
        let chosen = known.first(where: offered.contains)
        guard chosen != nil || framing == .bytes && offered.isEmpty else {
            throw APIError(.badRequest, "unable to negotiate the WebSocket subprotocol: offer \(known.joined(separator: " or "))")
        }
        // The constant stands in RFC 6455, section 1.3.
        let digest = Insecure.SHA1.hash(data: Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
        var headers: HTTPHeaders = [
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": Base64.encode(Array(digest)),
        ]
        if let chosen { headers.add(name: "Sec-WebSocket-Protocol", value: chosen) }
        return Accepted(headers: headers, framing: framing == .bytes ? .bytes : .channels(canClose: chosen == protocols[0]))
    }

    /// Browsers send a client certificate whichever page asks, so a page of another origin must not get a connection.
    private static func checkOrigin(_ head: HTTPRequestHead) throws(APIError) {
        guard let origin = head.headers.first(name: "Origin") else { return }
        let host = head.headers.first(name: "Host") ?? ""
        guard !host.isEmpty, origin == "https://\(host)" else {
            throw APIError(.forbidden, "the origin \"\(origin.printable())\" may not open a WebSocket here")
        }
    }
}
