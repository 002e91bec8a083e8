/// A line of lxc-monitor(1): `'NAME' changed state to [STATE]` or `'NAME' exited with status [N]`.
enum MonitorLine {
    /// The name of the container a line is about; nil for any other line.
    static func name(in line: String) -> String? {
        guard line.hasPrefix("'"), line.hasSuffix("]") else { return nil }
        let name = line.dropFirst().prefix { $0 != "'" }
        let rest = line.dropFirst(name.count + 1)
        guard rest.hasPrefix("' changed state to [") || rest.hasPrefix("' exited with status ["), ContainerName.isSafe(String(name)) else {
            return nil
        }
        return String(name)
    }
}
