/// Documents for the command to apply.
enum Documents {
    /// An instance of a site that does not exist: nothing is made of it.
    static func instance(_ name: String, memory: String = "64Mi") -> String {
        "apiVersion: strata.dev/v1alpha1\nkind: Instance\nmetadata: {name: \(name), labels: {app: web}}\n"
            + "spec: {site: nowhere, image: busybox, memory: \(memory)}\n"
    }

    /// A site that cannot be connected to, for want of credentials.
    static let unreachableSite =
        "apiVersion: strata.dev/v1alpha1\nkind: Site\nmetadata: {name: lab}\n"
        + "spec: {stack: lxc, endpoint: 'ssh://root@127.0.0.1:1', credentials: {name: missing}}\n"
}
