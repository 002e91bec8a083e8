import ArgumentParser
import StrataClient

/// Which objects are listed.
struct SelectionOptions: ParsableArguments {
    @Flag(name: [.customShort("A"), .long], help: "In all namespaces.")
    var allNamespaces = false

    @Option(name: [.customShort("l"), .customLong("selector")], help: "Only objects with these labels: app=web,tier!=db.")
    var labels = ""

    @Option(name: .customLong("field-selector"), help: "Only objects with these fields: status.phase=Running.")
    var fields = ""

    @Flag(name: .shortAndLong, help: "Go on and show what changes.")
    var watch = false

    var options: ListOptions { ListOptions(labelSelector: labels, fieldSelector: fields) }

    /// The same, of what belongs to one instance alone; of all where none is named.
    func options(of instance: String?) -> ListOptions {
        var options = options
        guard let instance else { return options }
        let own = "spec.instance=\(Self.escaped(instance))"
        options.fieldSelector = options.fieldSelector.isEmpty ? own : "\(options.fieldSelector),\(own)"
        return options
    }

    /// A value with what means something in a selector escaped.
    static func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            if character == "," || character == "=" || character == "\\" { text.append("\\") }
            text.append(character)
        }
    }
}
