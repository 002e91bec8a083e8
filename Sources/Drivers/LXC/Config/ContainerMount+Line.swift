import StrataLinuxHost

extension ContainerMount {
    /// The line that mounts it (lxc.container.conf(5), "MOUNT POINTS"). In an unprivileged container the mount maps ids, so that root's files are root's on
    /// the volume, whoever has it next.
    ///
    /// - Parameter source: where the volume's file system is mounted on the host.
    func line(source: String, isUnprivileged: Bool) -> String {
        let options = ["bind", "create=dir"] + (isReadOnly ? ["ro"] : []) + (isUnprivileged ? ["idmap=container"] : [])
        return "lxc.mount.entry = \(source) \(path.dropFirst()) none \(options.joined(separator: ",")) 0 0"
    }
}
