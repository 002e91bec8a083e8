import StrataAPI

/// How nspawn is run for one machine.
struct Launch: Sendable {
    let definition: MachineDefinition
    let places: MachinePlaces
    /// Whether machined is told of the machine.
    let registers: Bool

    /// The arguments of ``Scripts``' first part.
    var preparation: [String] {
        let kind = definition.root == .directory ? "plain" : (definition.options.ephemeral ? "fresh" : "overlay")
        // An ephemeral machine begins with a copy of its tree.
        let tree = kind == "plain" && definition.tree.isEmpty ? "" : places.tree(definition)
        return [kind, places.side(definition.uid).path, definition.lower, places.root(definition.name), tree]
    }

    /// nspawn's own arguments. Everything else stands in the machine's `.nspawn` file.
    var arguments: [String] {
        var arguments = ["--quiet", "--keep-unit", "--machine=\(definition.name)", "--directory=\(places.root(definition.name))"]
        if !registers { arguments.append("--register=no") }
        arguments.append("--console=interactive")
        switch definition.origin {
        case .created: arguments.append("--settings=trusted")
        // As systemd's own unit has it.
        case .adopted: arguments += ["--boot", "--network-veth", "-U", "--link-journal=try-guest", "--settings=override"]
        }
        return arguments + definition.arguments
    }
}
