public import StrataAPI
public import StrataDriverKit

/// Why a ``ManagedNetwork`` could not do what it was asked to.
public enum NetworkError: Error, Sendable, Equatable {
    /// Something handed in can never work: a host name, an address, a port, the network's own name.
    case invalid(String)
    /// A program is missing on the machine; the Debian package provides it.
    case missingProgram(String, package: String, machine: String)
    /// A device of that name exists and Strata did not make it.
    case foreignDevice(String, reason: String)
    /// The remembered subnet is now also reached another way, and addresses in it are given away already.
    case subnetTaken(String, by: String)
    /// No 10.x.y.0/24 is free on this machine.
    case noFreeSubnet
    /// All addresses of the subnet are given away.
    case noFreeAddress(subnet: String)
    /// What is asked for belongs to another instance; `name` is its host name.
    case taken(String, by: UID, name: String)
    /// The network has one subnet already and is asked to have another.
    case subnetFixed(String, wanted: String)
    /// The subnet asked for is reached another way.
    case subnetReached(String, by: String)
    /// Nothing is remembered of the network.
    case unknownNetwork(String)
    /// Instances of these host names are on the network.
    case inUse(String, by: [String])
    /// Another instance has published this port of the host.
    case portPublished(Instance.Port, by: UID)
    /// A process on the host listens on this port; `listener` is the address it listens on.
    case portInUse(Instance.Port, listener: String)
    /// The owner has no lease, so nothing can be published for it.
    case notAttached(UID)
    /// A file in which Strata remembers the network cannot be understood.
    case damagedState(path: String, reason: String)
    /// A tool said no; `answer` is in its own words.
    case failed(attempt: String, object: String, answer: String, hint: String)
    /// The machine could not do what every machine can.
    case machine(attempt: String, TransportError)
    /// The task was cancelled; the same call may be made again.
    case cancelled
}

extension NetworkError: CustomStringConvertible {
    /// What failed, on what, in the foreign tool's own words, with a hint where there is one.
    public var description: String {
        switch self {
        case .invalid(let reason): reason
        case .missingProgram(let program, let package, let machine):
            "\(program) is not installed on \(machine); install it there with: apt-get install -y \(package)"
        case .foreignDevice(let name, let reason):
            "the network device \(name) is not Strata's (\(reason)); rename or remove it, or let Strata use another name"
        case .subnetTaken(let subnet, let other):
            "the network's subnet \(subnet) is now also reached through \(other); change that, or give up the network with: strata network reset"
        case .noFreeSubnet: "no subnet of 10.0.0.0/8 is free on this machine: every candidate overlaps with one of its routes or addresses"
        case .noFreeAddress(let subnet): "all addresses of \(subnet) are given away; delete instances that are no longer needed"
        case .taken(let what, let owner, let name):
            "\(what) is held by \(name.printable(limit: 80)) (\(owner.text.printable(limit: 80)))"
        case .subnetFixed(let subnet, let wanted): "the network has the subnet \(subnet), which cannot become \(wanted)"
        case .subnetReached(let subnet, let other): "the subnet \(subnet) is reached through \(other) already; choose another one"
        case .unknownNetwork(let name): "there is no network \(name) on this machine any more"
        case .inUse(let name, let names):
            "the network \(name) is in use by \(names.prefix(10).joined(separator: ", ").printable(limit: 400))"
        case .portPublished(let port, let owner):
            "port \(port.text) of the host already leads to another instance (\(owner.text.printable(limit: 80)))"
        case .portInUse(let port, let listener):
            "port \(port.text) of the host is in use by a process that listens on \(listener); choose another hostPort or end that process"
        case .notAttached(let owner): "instance \(owner.text.printable(limit: 80)) is not attached to the network"
        case .damagedState(let path, let reason): "\(path) cannot be understood: \(reason); remove it to start over with new addresses"
        case .failed(let attempt, let object, let answer, let hint):
            "could not \(attempt) \(object.printable(limit: 120)): \(answer.printable(limit: 600))" + (hint.isEmpty ? "" : ". \(hint)")
        case .machine(let attempt, let error): "could not \(attempt): \(error)"
        case .cancelled: "cancelled"
        }
    }

    /// Whether the same call may succeed later without anybody changing anything.
    public var isTransient: Bool {
        switch self {
        case .machine, .failed, .cancelled: true
        default: false
        }
    }
}

extension Instance.Port {
    /// For messages: `127.0.0.1:8080/TCP`, `8080/UDP`.
    var text: String {
        (hostAddress.isEmpty ? "" : hostAddress.printable(limit: 60) + ":") + "\(hostPort)/\(transport.rawValue)"
    }
}
