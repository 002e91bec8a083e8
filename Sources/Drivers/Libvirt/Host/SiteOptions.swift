import Libvirt
import StrataAPI
import StrataDriverKit

/// `spec.options` of a Site whose stack is libvirt.
struct SiteOptions: Sendable, Equatable {
    /// What runs the instructions of new machines.
    enum Accelerator: String, Sendable, CaseIterable {
        case auto
        case kvm
        case tcg
    }

    /// How memory and disks of a machine come to the site when it is moved there.
    enum Carriage: String, Sendable, CaseIterable {
        case plain
        case tls
        case tunnel
    }

    var uri = "qemu:///system"
    var pool = "strata"
    /// Where the pool's directory is when the pool has to be made; `libvirt` in the server's own when empty.
    var path = ""
    var network = ""
    var accelerator = Accelerator.auto
    var peer = ""
    var carriage = Carriage.plain

    private static let schema = Schema<SiteOptions>.object("What a libvirt site has beyond other sites.", initial: SiteOptions()) {
        Field(
            "uri", \.uri, .string(StringRule(length: 1...512, check: uri)), default: "qemu:///system",
            "libvirt's URI, as qemu:///system, qemu:///session, lxc:///system, xen:///system, test:///default, qemu+tls://HOST/system.")
        Field(
            "pool", \.pool, .string(StringRule(length: 1...64, check: name)), default: "strata",
            "The storage pool that images and disks lie in; one that is missing is made of a directory.")
        Field(
            "path", \.path, .string(StringRule(length: 0...512, check: path)),
            "The directory of a pool that is made; one in the server's own when left out.")
        Field(
            "network", \.network, .string(StringRule(length: 0...64)),
            "libvirt's network that machines are put on; when left out, default where that is there, else none.")
        Field(
            "accelerator", \.accelerator, .cases, default: .auto,
            "kvm; tcg: instructions are translated; auto: KVM where libvirt offers it and a guest was seen to run under it.")
        Field(
            "peer", \.peer, .string(StringRule(length: 0...512, check: peer)),
            "The URI by which daemons on other hosts reach this site's, as qemu+tls://HOST/system: they then move machines to it by themselves."
        )
        Field(
            "migration", \.carriage, .cases, default: .plain,
            "How memory and disks of machines come here: plain; tls: encrypted by QEMU; tunnel: within the connection of the daemons, with peer and common disks only."
        )
    }

    private static let uri: @Sendable (String) -> String? = { text in
        let isPlain = text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F }
        // Parameters that would have libvirt start a program of somebody's choice are none of a site's (libvirt, "Remote URI": command).
        let isHarmless = !text.lowercased().contains("command=") && !text.lowercased().hasPrefix("qemu+ext")
        return isPlain && isHarmless && text.contains(":") ? nil : "must be a URI of libvirt's, without the parameter command"
    }

    private static let peer: @Sendable (String) -> String? = { text in text.isEmpty ? nil : uri(text) }

    private static let name: @Sendable (String) -> String? = { text in
        text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
            ? nil : "must consist of letters, digits, '.', '_' and '-'"
    }

    private static let path: @Sendable (String) -> String? = { text in
        text.isEmpty || PlainPath.accepts(text, limit: 512) ? nil : "must be a plain absolute path"
    }

    /// What is said where libvirt asks for a user and a password.
    ///
    /// - Parameter secrets: what the Site's Secret holds; other keys in it are for other things.
    func credentials(_ secrets: [String: [UInt8]]) throws(DriverError) -> LibvirtCredentials? {
        guard let password = secrets["password"] else { return nil }
        func text(_ bytes: [UInt8], _ key: String) throws(DriverError) -> String {
            // A file's last line ends.
            let line = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
            guard line.count <= 1024, let text = String(validating: line, as: UTF8.self),
                !text.unicodeScalars.contains(where: { $0.value < 0x20 })
            else {
                throw .refused(
                    .init("connect to", uri, answer: "\(key) in the Site's Secret is not one line of text of at most 1,024 bytes"))
            }
            return text
        }
        return LibvirtCredentials(username: try text(secrets["username"] ?? [], "username"), password: try text(password, "password"))
    }

    init() {}

    init(_ json: JSONValue) throws(DriverError) {
        do {
            self = try Self.schema.value(from: json, at: FieldPath("spec", "options"))
        } catch {
            throw .refused(.init("connect to", "libvirt", answer: "\(error)"))
        }
    }
}
