import Crypto
import NIOCore
import NIOHTTP1
import Synchronization

/// The console's files, each with the tag by which browsers know whether theirs is still the same.
final class ConsolePages: Sendable {
    private struct Made: Sendable {
        var bytes: ByteBuffer
        var tag: String
    }

    private let pages: [String: StaticPage]
    private let folders: [StaticFolder]
    private let made = Mutex<[String: Made]>([:])

    init(_ pages: [StaticPage], _ folders: [StaticFolder] = []) {
        self.folders = folders
        self.pages = Dictionary(pages.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The page at a path below `/console/`; nil where there is none.
    func response(_ path: String, _ head: HTTPRequestHead) -> Response? {
        guard let page = pages[path] ?? found(path) else { return nil }
        let made = pages[path] == nil ? Self.made(page) : content(of: page)
        let headers: HTTPHeaders = [
            "ETag": made.tag, "Cache-Control": "no-cache", "Content-Security-Policy": page.policy.text, "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
        ]
        if head.headers[canonicalForm: "If-None-Match"].contains(where: { $0 == made.tag }) {
            return Response(.notModified, type: page.type, headers: headers)
        }
        return Response(.ok, type: page.type, headers: headers, body: .bytes(made.bytes))
    }

    private func content(of page: StaticPage) -> Made {
        if let known = made.withLock({ $0[page.path] }) { return known }
        let fresh = Self.made(page)
        made.withLock { $0[page.path] = fresh }
        return fresh
    }

    private func found(_ path: String) -> StaticPage? {
        for folder in folders where path.hasPrefix(folder.prefix) {
            return folder.find(String(path.dropFirst(folder.prefix.count)))
        }
        return nil
    }

    private static func made(_ page: StaticPage) -> Made {
        let bytes = page.content()
        let digest = SHA256.hash(data: bytes).prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return Made(bytes: ByteBuffer(bytes: bytes), tag: "\"\(digest)\"")
    }
}
