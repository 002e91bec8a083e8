import StrataDriverKit

/// The way from a machine to a Unix socket of another: the socket itself where both are one, else one that SSH passes on, through this machine where
/// neither is it. No TCP port is opened.
struct SiteRoute: Sendable {
    /// Where to connect on the machine it begins at.
    let path: String
    private var links: [SocketLink] = []

    /// - Parameter place: where on the first machine the socket may appear.
    init(from first: any Machine, to socket: String, of second: any Machine, isOne: Bool, at place: String) async throws(TransportError) {
        if isOne {
            path = socket
            return
        }
        let near = try await second.reach(socket: socket)
        do throws(TransportError) {
            let far = try await first.offer(socket: near.path, at: place)
            links = [far, near]
            path = far.path
        } catch {
            await near.close()
            throw error
        }
    }

    func close() async {
        for link in links { await link.close() }
    }
}
