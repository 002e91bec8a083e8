import Foundation
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LibvirtDriver

/// Debian's own agent, in a real guest.
@Suite(.serialized, .tags(.host), .timeLimit(.minutes(10)), .yard) struct `Through the agent in a guest` {
    /// Arguments: a directory to work in, and the tarball of `tiny`. Linux unpacks several archives that lie behind one another, the last of them last.
    private static let making = #"""
        set -e; cd "$1"; mkdir -p image tree/sbin tree/usr/sbin tree/run
        tar -x -f "$2" -C image
        cp /usr/sbin/qemu-ga tree/usr/sbin/
        for library in $(ldd /usr/sbin/qemu-ga | grep -o '/[^ ]*'); do mkdir -p "tree${library%/*}"; cp -L "$library" "tree$library"; done
        cat >tree/sbin/agent
        chmod 755 tree/sbin/agent
        truncate -s %4 image/initrd
        (cd tree && find . | busybox cpio -o -H newc 2>/dev/null) >>image/initrd
        tar -c -f image.tar -C image ./kernel ./initrd
        """#

    private static let agent = #"""
        #!/bin/sh
        for port in /sys/class/virtio-ports/*; do
            [ "$(cat "$port/name")" = org.qemu.guest_agent.0 ] || continue
            exec /usr/sbin/qemu-ga --method=virtio-serial --path="/dev/${port##*/}" --statedir=/run --pidfile=/run/qga.pid
        done
        exec sleep 3600

        """#

    private static func image(of yard: Yard) async throws -> StoredImage {
        let directory = "\(yard.directory)/agent"
        try await LocalMachine().makeDirectory(directory)
        var command = Command("sh", "-c", making, "sh", directory, yard.image.path)
        command.input = Array(agent.utf8)
        try await LocalMachine().check(command)
        var image = yard.image
        image.path = "\(directory)/image.tar"
        image.digest = "sha256:" + String(repeating: "a", count: 64)
        return image
    }

    private static func run(_ driver: LibvirtDriver, _ id: NativeID, _ request: ExecRequest, input: String = "") async throws -> (
        out: String, err: String, exit: CommandExit
    ) {
        let session = try await driver.exec(id, request)
        if !input.isEmpty { try await session.send(Array(input.utf8)) }
        session.endInput()
        var (out, err) = ("", "")
        for try await chunk in session.output {
            let text = String(decoding: chunk.bytes, as: UTF8.self)
            if chunk.stream == .standardOutput { out += text } else { err += text }
        }
        return (out, err, try await session.exit)
    }

    @Test func `commands run with their arguments, input and environment, and give output, errors and end`() async throws {
        let yard = try Yard.current
        let image = try await Self.image(of: yard)
        try await yard.use { (driver) async throws in
            let order = yard.order("agent", image: image) { $0.memory = Quantity("192Mi") }
            let id = try await driver.create(order)
            try await driver.start(id)
            try await eventually {
                (try? await Self.run(driver, id, ExecRequest(command: ["true"])).exit) == .exited(0)
            }
            let words = ["$(touch /x)", "a b", "'", "\"", "", "-n", "ä"]
            var ran = try await Self.run(
                driver, id, ExecRequest(command: ["sh", "-c", #"for a; do echo "[$a]"; done; echo no >&2; exit 7"#, "sh"] + words))
            #expect(ran == (words.map { "[\($0)]\n" }.joined(), "no\n", .exited(7)))
            ran = try await Self.run(
                driver, id, ExecRequest(command: ["sh", "-c", "cat; echo $WORD"], environment: ["WORD": "it's"], hasInput: true),
                input: "in\n")
            #expect(ran == ("in\nit's\n", "", .exited(0)))
            ran = try await Self.run(driver, id, ExecRequest(command: ["/no/such/program"]))
            #expect(ran.exit == .exited(127))
            ran = try await Self.run(driver, id, ExecRequest(command: ["sh", "-c", "kill -9 $$"]))
            #expect(ran.exit == .signalled(9))
            await #expect {
                _ = try await driver.exec(id, ExecRequest(command: ["sh"], terminal: TerminalSize(columns: 80, rows: 24)))
            } throws: {
                "\($0)".contains("without a terminal")
            }
            // Its agent tells of addresses too; this guest has none.
            #expect(try await driver.observe(id)?.addresses == [])
            try await driver.delete(id, owner: order.uid)
        }
    }
}
