import ArgumentParser

/// `strata sim`
struct SimCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sim",
        abstract: "Run a simulator of a stack: its interface without its machines, for trying things out and for tests.",
        discussion: """
            A simulator speaks the stack's own protocol over TLS, keeps state, runs tasks in time, checks what the real one checks, and answers what it \
            does not know with the real one's error. Clients of that stack, not only Strata, work with it unchanged.

            Examples:
              strata sim proxmox
              strata sim proxmox --hosts 8 --vms 1000 --containers 200 --speed 20
              strata sim vsphere --hosts 8 --vms 1000 --speed 20
            """,
        subcommands: [SimProxmox.self, SimVSphere.self])
}
