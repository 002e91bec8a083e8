import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

/// Whether a guest runs under KVM at a site. That libvirt offers it proves nothing: on some hosts guests hang.
enum KVMTrial {
    /// Runs a PC's firmware in a domain that nothing keeps, and waits until it says something on its serial line.
    static func run(_ connection: LibvirtConnection, architecture: String) async -> Support {
        guard architecture == "x86_64" else { return .yes }
        let name = "strata-trial-\(UID.random().text.prefix(8))"
        let domain = XMLElement(
            "domain", [("type", "kvm")],
            [
                XMLElement("name", text: name), XMLElement("memory", [("unit", "MiB")], text: "32"), XMLElement("vcpu", text: "1"),
                XMLElement(
                    "os", [],
                    [
                        XMLElement("type", [("arch", architecture), ("machine", "q35")], text: "hvm"),
                        XMLElement("bios", [("useserial", "yes")]),
                    ]),
                // The processor that machines see: on some hosts only lesser ones work.
                XMLElement("cpu", [("mode", "host-passthrough")]), XMLElement("on_reboot", text: "destroy"),
                XMLElement(
                    "devices", [],
                    [XMLElement("serial", [("type", "pty")]), XMLElement("memballoon", [("model", "none")])]),
            ])
        do {
            try await connection.createTransient(domain)
        } catch {
            return .no("a guest does not start: \(error)")
        }
        var verdict = Support.no("a guest did nothing for six seconds")
        do {
            let console = try await connection.console(.name(name))
            let said = try? await withDeadline(.seconds(6)) { await console.next() }
            if let said, !said.isEmpty { verdict = .yes }
            await console.close()
        } catch {
            verdict = .no("a guest cannot be listened to: \(error)")
        }
        try? await connection.destroy(.name(name))
        return verdict
    }
}
