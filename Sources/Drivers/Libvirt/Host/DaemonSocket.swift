/// Where the daemons of libvirt listen, for reaching them over a connection that is there already (libvirt, "Daemon and Remote Access").
enum DaemonSocket {
    private static let daemons = [
        "qemu": "virtqemud", "lxc": "virtlxcd", "xen": "virtxend", "libxl": "virtxend", "bhyve": "virtbhyved", "vz": "virtvzd",
        "ch": "virtchd",
    ]

    /// The sockets that a local URI's daemon may listen on, the modular daemon's first, and the URI to which a socket is to be added; nil for a URI
    /// that is none of a daemon's on its own machine.
    static func uri(_ uri: String) -> (through: String, sockets: [String])? {
        // A socket elsewhere than usual is named by the URI.
        if let question = uri.firstRange(of: "?socket="), uri.firstRange(of: "+unix:///") != nil, !uri[question.upperBound...].contains("&")
        {
            return (String(uri[..<question.lowerBound]), [String(uri[question.upperBound...])])
        }
        guard let colon = uri.firstRange(of: ":///") else { return nil }
        let scheme = String(uri[..<colon.lowerBound])
        let path = uri[colon.upperBound...]
        guard !scheme.contains("+"), !path.contains("?"), path == "system" || scheme == "xen" else { return nil }
        guard let daemon = daemons[scheme] else { return nil }
        // bhyve's host is a FreeBSD, which has no /run.
        let directory = scheme == "bhyve" ? "/var/run/libvirt" : "/run/libvirt"
        return ("\(scheme)+unix:///\(path)", ["\(directory)/\(daemon)-sock", "\(directory)/libvirt-sock"])
    }

    /// What helps where none is there.
    static func hint(_ uri: String) -> String {
        uri.hasPrefix("bhyve:")
            ? "Install and start libvirt there: pkg install libvirt; service libvirtd onestart"
            : "Start libvirt there: systemctl enable --now libvirtd; or install it: apt-get install -y libvirt-daemon-system"
    }

    /// Whether a URI means a daemon, or a user's own, of the machine that it is opened on.
    static func isLocal(_ uri: String) -> Bool {
        guard let colon = uri.firstRange(of: ":///") else { return false }
        let scheme = uri[..<colon.lowerBound]
        return scheme != "test" && (!scheme.contains("+") || scheme.hasSuffix("+unix"))
    }
}
