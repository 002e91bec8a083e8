extension StrataServer {
    /// Where a server listens, where its files are and what it allows.
    public struct Configuration: Sendable {
        /// The address to listen on; `0.0.0.0` or `::` for all.
        public var host: String
        /// The port to listen on; zero for any that is free.
        public var port: Int
        /// The directory for keys (`pki/`), `kubeconfig`, `token` and `audit.log`. Made where it does not exist.
        public var dataDirectory: String
        /// The user's own certificate; nil to serve with one that the server's own authority issues.
        public var certificate: CertificateFiles?
        /// Further names and addresses for the server's certificate.
        public var names: Set<String> = []
        /// Strata's release, for `/version` and metrics.
        public var version: String
        public var limits = Limits()

        public init(host: String = "127.0.0.1", port: Int = 6443, dataDirectory: String, version: String) {
            self.host = host
            self.port = port
            self.dataDirectory = dataDirectory
            self.version = version
        }
    }

    /// A certificate from elsewhere. Client certificates are still verified against the server's own authority.
    public struct CertificateFiles: Sendable, Hashable {
        /// The certificate's chain as PEM, the server's own first.
        public var certificate: String
        /// The private key as PEM.
        public var key: String
        /// What clients are told to trust, as PEM; nil for the chain itself.
        public var authority: String?

        public init(certificate: String, key: String, authority: String? = nil) {
            self.certificate = certificate
            self.key = key
            self.authority = authority
        }
    }

    /// Bounds on what clients can make the server hold or wait for.
    public struct Limits: Sendable {
        /// Connections at a time; more wait unaccepted.
        public var connections = 10_000
        /// The largest request body in bytes: what kube-apiserver allows.
        public var bodyBytes = 3 << 20
        /// The largest header field and the largest sum of them in bytes.
        public var headerFieldBytes = 32 << 10
        public var headerBytes = 128 << 10
        /// The largest WebSocket frame, and message, in bytes.
        public var frameBytes = 1 << 20
        /// How long a new connection may take until its first request has begun.
        public var headTimeout = Duration.seconds(20)
        /// How long a request may take to arrive, and again how long to be carried out.
        public var requestTimeout = Duration.seconds(60)
        /// How long a connection without requests is kept. Longer than clients keep theirs, so that they rarely meet a closed one.
        public var idleTimeout = Duration.seconds(180)
        /// How long a client may go without reading anything of what is sent to it.
        public var stallTimeout = Duration.seconds(30)
        /// How often a WebSocket client is asked for a sign of life; one that gives none twice in a row is cut off.
        public var pingInterval = Duration.seconds(30)
        /// How long requests under way are given when the server stops.
        public var drainTimeout = Duration.seconds(10)

        public init() {}
    }
}
