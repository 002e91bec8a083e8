import StrataAPI

/// Ports of the board into which devices can be plugged, and from which they can be taken, while the machine runs (QEMU, docs/pcie.txt).
enum SparePorts {
    static let names = (1...8).map { "spare\($0)" }

    /// The arguments that make them.
    static var arguments: [String] {
        names.enumerated().flatMap { number, name in
            ["-device", "pcie-root-port,id=\(name),bus=pcie.0,chassis=\(number + 1),slot=\(number + 1)"]
        }
    }

    /// A port in which nothing is, from what `query-pci` answers; nil when there is none.
    static func free(in buses: JSONValue) -> String? {
        for bus in buses.array ?? [] {
            for device in bus["devices"]?.array ?? [] {
                guard let name = device["qdev_id"]?.string, names.contains(name) else { continue }
                if device["pci_bridge"]?["devices"]?.array?.isEmpty ?? true { return name }
            }
        }
        return nil
    }
}
