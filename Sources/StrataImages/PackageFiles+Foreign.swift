import StrataDriverKit

extension PackageFiles {
    /// The packages of another architecture, by an apt of its own that leaves this machine's alone.
    /// - Parameter place: a directory of the caller's, in which `apt` is made.
    func foreign(_ architecture: String, in place: String) async throws(ImageError) -> PackageFiles {
        let sources = try await AptSources.look(on: machine)
        let root = "\(place)/apt"
        // Debian has its keys for apt there, but its releases differ in whether apt looks for them by itself.
        let keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
        do {
            for directory in ["lists/partial", "cache/archives/partial", "etc"] { try await machine.makeDirectory("\(root)/\(directory)") }
            try await machine.write("\(root)/status", [])
            let signed = try await machine.exists(keyring) ? "[signed-by=\(keyring)]" : ""
            // The release itself, which takes in its updates from time to time: one list to read instead of three.
            let line = sources.lines(for: Self.suites[architecture] ?? "bookworm", options: signed)[0]
            try await machine.write("\(root)/etc/sources.list", Array("\(line)\n".utf8))
        } catch {
            throw ImageError(error, attempt: "prepare \(root)", directory: directory)
        }
        let settings = [
            "Dir::State=\(root)", "Dir::State::status=\(root)/status", "Dir::State::lists=\(root)/lists", "Dir::Cache=\(root)/cache",
            "Dir::Etc::sourcelist=\(root)/etc/sources.list", "Dir::Etc::sourceparts=/dev/null", "Dir::Etc::preferencesparts=/dev/null",
            "APT::Architecture=\(architecture)", "APT::Architectures=\(architecture)", "Acquire::Languages=none",
            "APT::Sandbox::User=root",
        ]
        var packages = self
        packages.options = settings.flatMap { ["-o", $0] }
        var update = Command(executable: "apt-get", arguments: packages.options + ["--quiet", "update"])
        update.deadline = .seconds(600)
        try await run(update, hint: "Check that the mirror can be reached: apt-get update")
        return packages
    }

    /// The first release that has an architecture, where that is not the one that images are of otherwise.
    private static let suites = ["riscv64": "trixie"]
}
