/// Documents for clients to send.
enum Manifest {
    /// An instance of a site that does not exist: it is an object like any other, and nothing is made of it.
    static func instance(_ name: String, memory: String = "64Mi", labels: String = "app: web", more: String = "") -> String {
        """
        apiVersion: strata.dev/v1alpha1
        kind: Instance
        metadata: {name: \(name), labels: {\(labels)}\(more)}
        spec: {site: nowhere, image: busybox, memory: \(memory), cpu: {cores: 1}}

        """
    }

    /// Several documents in one stream.
    static func stream(_ documents: some Sequence<String>) -> String { documents.joined(separator: "---\n") }
}

extension String {
    /// The lines of a table without its head, each as its words.
    var rows: [[Substring]] { split(separator: "\n").dropFirst().map { $0.split(separator: " ") } }

    /// The words of a table's head.
    var head: [Substring] { split(separator: "\n").first?.split(separator: " ") ?? [] }

    var trimmed: String { String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }
}
