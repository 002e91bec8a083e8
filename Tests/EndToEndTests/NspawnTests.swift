import StrataAPI
import StrataDriverKit
import Testing

extension MachineTests {
    /// Moments, copies, ends and takeovers of systemd-nspawn's machines with the built program. Needs root and systemd-container.
    @Suite struct NspawnTests {
        /// Uses a server with a site `machines` of a place of its own.
        private static func run(
            prepare: (String) async throws -> Void = { _ in }, _ body: (ServerUnderTest) async throws -> Void
        ) async throws {
            try await ServerUnderTest.run(isolated: true, prepare: prepare) { (server) async throws in
                let path = "\(server.directory)/machines"
                try await server.machine.makeDirectory(path, mode: 0o711)
                try await server.strata(
                    "apply", "-f", "-",
                    input: """
                        apiVersion: strata.dev/v1alpha1
                        kind: Site
                        metadata: {name: machines}
                        spec: {stack: nspawn, options: {path: '\(path)', bridge: \(server.bridge)}}
                        """)
                let result: Result<Void, any Error>
                do {
                    try await server.wait("site machines") {
                        try await server.machine.run(server.command("get", "site", "machines", "-o", "json")).text.contains(
                            "\"phase\": \"Ready\"")
                    }
                    result = .success(try await body(server))
                } catch {
                    result = .failure(error)
                }
                // Its own nspawn processes are those that run from its place. A machine does not end with its nspawn.
                let script = #"""
                    for p in $(pgrep -f -- "[-]-directory=$1/|[-]D $1/"); do kill -KILL $(cat "/proc/$p/task/$p/children") "$p" 2>/dev/null; done; :
                    """#
                try await server.machine.check(Command("sh", "-c", script, "sh", path))
                try result.get()
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func `a machine is kept, reverted, copied, and carried away to another stack`() async throws {
            try await Self.run { (server) async throws in
                func inside(_ name: String) async throws -> String {
                    try await server.machine.check(server.command("exec", name, "--", "cat", "/root/word")).text
                }
                let name = "e2e-moment"
                try await server.strata("launch", "busybox", name, "--site", "machines")
                try await server.strata("exec", name, "--", "sh", "-c", "echo before >/root/word")
                try await server.strata("snapshot", "create", name, "kept")
                try await server.strata("exec", name, "--", "sh", "-c", "echo after >/root/word")
                try await server.strata("clone", name, "\(name)-copy", "--snapshot", "kept")
                #expect(try await inside("\(name)-copy") == "before\n")
                let archive = "\(server.directory)/web.tar"
                try await server.strata("export", name, "-f", archive)
                try await server.strata("snapshot", "revert", "kept", "--yes")
                #expect(try await inside(name) == "before\n")
                for (copy, site) in [("\(name)-back", "machines"), ("\(name)-lxc", server.site)] {
                    try await server.strata("import", archive, "--name", copy, "--site", site)
                    #expect(try await inside(copy) == "after\n", "on \(site)")
                }
                try await server.strata("export", "\(name)-lxc", "-f", "\(archive).lxc")
                try await server.strata("import", "\(archive).lxc", "--name", "\(name)-again", "--site", "machines")
                #expect(try await inside("\(name)-again") == "after\n")
                try await server.strata("rm", "--all", "--yes")
                #expect(try await server.machine.list("\(server.directory)/machines").map(\.name) == [".strata"])
                #expect(try await server.machine.list("\(server.directory)/data/nspawn").map(\.name) == [])
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func `a machine is started again after its end as its policy says`() async throws {
            try await Self.run { (server) async throws in
                func instance(_ name: String, restart: String, _ script: String) -> String {
                    """
                    apiVersion: strata.dev/v1alpha1
                    kind: Instance
                    metadata: {name: \(name)}
                    spec: {site: machines, image: busybox, restart: \(restart), command: [/bin/sh, -c, '\(script)']}

                    """
                }
                let all = [
                    instance("e2e-failing", restart: "OnFailure", "exit 3"), instance("e2e-done", restart: "OnFailure", "exit 0"),
                    instance("e2e-once", restart: "Never", "exit 4"), instance("e2e-ever", restart: "Always", "exit 0"),
                ].joined(separator: "---\n")
                try await server.strata("apply", "-f", "-", input: all)
                for (name, code) in [("e2e-failing", 3), ("e2e-ever", 0)] {
                    try await server.wait("\(name) to be started again", seconds: 60) {
                        let status = try await server.instance(name)?.status
                        return (status?.restarts ?? 0) >= 1 && status?.lastExit?.code == code
                    }
                }
                for (name, code) in [("e2e-done", 0), ("e2e-once", 4)] {
                    try await server.wait("\(name) to have ended") { try await server.instance(name)?.hasEnded == true }
                    let status = try #require(try await server.instance(name)?.status)
                    #expect(status.phase == .stopped && status.restarts == 0 && status.lastExit?.code == code, "\(name)")
                }
                try await server.strata("rm", "--all", "--yes")
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func `a machine that was run by hand is adopted untouched, and its own manifest plans nothing`() async throws {
            let name = "e2e-theirs"
            let settings = """
                [Exec]
                Boot=no
                Parameters=/bin/sh -c 'trap exit TERM; sleep 100000 & wait'
                KillSignal=SIGTERM
                PrivateUsers=no
                [Network]
                Private=yes
                VirtualEthernet=no

                """
            try await Self.run(prepare: { directory in
                let script = #"""
                    mkdir -p "$1/bin" "$1/usr" "$1/etc" && cp "$(command -v busybox)" "$1/bin/busybox" && ln -s busybox "$1/bin/sh" && ln -s busybox "$1/bin/sleep"
                    printf '%s' "$2" >"$1.nspawn"
                    for g in systemd unified; do [ ! -d "/sys/fs/cgroup/$g" ] || { mkdir -p "/sys/fs/cgroup/$g/strata-$3" && echo $$ >"/sys/fs/cgroup/$g/strata-$3/cgroup.procs"; }; done
                    setsid systemd-nspawn --quiet --register=no --keep-unit --private-network --console=pipe -M "$3" -D "$1" \
                        /bin/sh -c 'trap exit TERM; sleep 100000 & wait' </dev/null >/dev/null 2>&1 &
                    """#
                let path = "\(directory)/machines/\(name)"
                try await LocalMachine().check(Command("sh", "-c", script, "sh", path, settings, name))
            }) { (server) async throws in
                try await server.wait(for: .running, of: name)
                let before = try #require(try await server.instance(name))
                #expect(before.spec.isObserved)
                let printed = try await server.machine.check(server.command("adopt", name, "--print"))
                let after = try #require(try await server.instance(name))
                #expect(after.spec.rights == [.update, .delete] && after.status.conditions.holds("InSync"))
                #expect(after.status.pid == before.status.pid && after.status.startedAt == before.status.startedAt)
                try await PolicyTests.planIsEmpty(printed.text, of: name, on: server)
                let file = "\(server.directory)/machines/\(name).nspawn"
                #expect(String(decoding: try #require(try await server.machine.read(file)), as: UTF8.self).hasPrefix(settings))

                // Changes are told before they are made, hold from the next start on, and are told of when others undo them.
                let more = printed.text.replacing("spec:\n", with: "spec:\n  processes: 99\n")
                let plan = try await server.machine.check(server.command("plan", "-f", "-", input: more))
                #expect(plan.text.contains("~ instance.strata.dev/\(name)\n    spec.processes: 99\n1 to change"))
                try await server.strata("apply", "-f", "-", input: more)
                try await server.strata("restart", name)
                try await server.wait("the machine in line") {
                    guard let instance = try await server.instance(name) else { return false }
                    return instance.status.phase == .running && instance.status.pid != before.status.pid && instance.status.drift == []
                }
                let uid = try #require(try await server.instance(name)?.metadata.uid.text)
                // It complains of groups that go meanwhile, of other tests' machines.
                let group = try await server.machine.run(
                    Command("find", "/sys/fs/cgroup", "-maxdepth", "4", "-path", "*/strata/\(uid)/pids.max")
                ).text
                let limit = String(group.prefix { $0 != "\n" })
                try await server.machine.check(Command("sh", "-c", #"[ "$(cat "$1")" = 99 ] && echo 50 >"$1""#, "sh", limit))
                try await server.wait("the drift") {
                    try await server.instance(name)?.status.drift
                        == [Instance.Difference(field: "spec.processes", wanted: 99, found: 50)]
                }
                try await server.strata("apply", "-f", "-", input: more.replacing("drift: Report", with: "drift: Correct"))
                try await server.wait("the correction") {
                    try await server.machine.check(Command("cat", limit)).text == "99\n"
                }
                try await server.strata("rm", name)
                #expect(try await !server.machine.exists("\(server.directory)/machines/\(name)"))
                #expect(try await !server.machine.exists(file))
            }
            _ = try await LocalMachine().run(
                Command("sh", "-c", #"find /sys/fs/cgroup -maxdepth 3 -depth -path "*/strata-$1*" -type d -exec rmdir {} +"#, "sh", name))
        }
    }
}
