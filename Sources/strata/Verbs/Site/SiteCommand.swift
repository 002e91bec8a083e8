import ArgumentParser

/// `strata site`
struct SiteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site",
        abstract: "Work with sites: places where a stack runs.",
        discussion: """
            Examples:
              strata site ls
              strata site add lab --stack lxc --endpoint ssh://root@lab.example --ssh-key ~/.ssh/id_ed25519 --known-hosts ~/.ssh/known_hosts
            """,
        subcommands: [SiteList.self, SiteAdd.self, SiteRemove.self, SiteDescribe.self])
}
