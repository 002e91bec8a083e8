import ArgumentParser
import StrataAPI

/// A volume on the command line: `VOLUME[:PATH][:ro]`.
struct VolumeMount: ExpressibleByArgument, Sendable, Equatable {
    var mount: Instance.Mount

    init?(argument: String) {
        var words = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let name = words.first, StringRule.subdomain.check?(name) == nil, !name.isEmpty else { return nil }
        mount = Instance.Mount(volume: name)
        words.removeFirst()
        if let path = words.first, path.hasPrefix("/") {
            mount.path = path
            words.removeFirst()
        }
        if words == ["ro"] {
            mount.isReadOnly = true
        } else if !words.isEmpty {
            return nil
        }
    }
}
