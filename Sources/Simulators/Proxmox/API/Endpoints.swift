/// What of the interface is there.
enum Endpoints {
    static let all: [Endpoint] =
        access + cluster + nodes + storage + content + tasks + backups + guests(.qemu) + guests(.lxc) + machines + containers + agent
}
