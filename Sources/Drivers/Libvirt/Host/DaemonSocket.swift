/// Where the daemons of libvirt listen, for reaching them over a connection that is there already (libvirt, "Daemon and Remote Access").
enum DaemonSocket {
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
        let daemons = ["qemu": "virtqemud", "lxc": "virtlxcd", "xen": "virtxend", "libxl": "virtxend"]
        guard let daemon = daemons[scheme] else { return nil }
        return ("\(scheme)+unix:///\(path)", ["/run/libvirt/\(daemon)-sock", "/run/libvirt/libvirt-sock"])
    }
}
