import Foundation
import StrataAPI
import StrataDriverKit
import StrataImages
import Testing

@testable import QEMUDriver

extension `Virtual machines` {
    /// `make test-slow`: each takes minutes where all instructions are translated.
    @Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["STRATA_SLOW"] != nil)) struct `that take long` {
        @Test(arguments: ["riscv64", "ppc64el", "s390x"])
        func `boot on every other board, take their address and power off when asked`(architecture: String) async throws {
            try await Yard.use { (yard) async throws in
                let image = try await #require(TinyImage.library).prepare(source: "tiny/\(architecture)")
                let order = yard.order("far", network: true, image: image) { $0.memory = nil }
                let id = try await yard.driver.create(order)
                try await yard.driver.start(id)
                try await yard.wait(for: "tiny: started", on: id)
                let address = try #require(try await yard.driver.observe(id)?.addresses.first)
                try await yard.wait(for: "tiny: far has the address \(address)", on: id)
                try await eventually { try await yard.driver.agentListens(id, try await yard.driver.existing(id, "look at"), "look at") }
                try await yard.driver.stop(id, grace: .seconds(30))
                // Whoever is stopped hard says nothing.
                #expect(yard.console(of: id).contains("owering off") || yard.console(of: id).contains("Power down"))
                try await yard.driver.delete(id, owner: order.uid)
                #expect(try await yard.traces(of: order.uid) == [])
            }
        }

        @Test(arguments: ["bios", "uefi"])
        func `run a whole Debian, which does what cloud-init and the guest agent are told`(firmware: String) async throws {
            let library = try #require(TinyImage.library)
            let image = try await library.prepare(source: "debian/12/vm")
            try await Yard.use { (yard) async throws in
                let order = yard.order("whole", network: true, image: image) {
                    $0.memory = nil
                    $0.options["firmware"] = .string(firmware)
                    $0.options["cloudInit"] = [
                        "userData": "#!/bin/sh\necho told >/var/tmp/told\n", "sshAuthorizedKeys": ["ssh-ed25519 AAAAC3Nza test"],
                    ]
                }
                let id = try await yard.driver.create(order)
                try await yard.driver.start(id)
                func run(_ words: String...) async throws -> String {
                    let session = try await yard.driver.exec(id, ExecRequest(command: words))
                    var text = ""
                    for try await chunk in session.output { text += String(decoding: chunk.bytes, as: UTF8.self) }
                    return text
                }
                try await yard.wait(for: "Cloud-init v. ", on: id)
                try await eventually(progress: { yard.console(of: id).utf8.count }) {
                    guard (try? await run("cat", "/var/tmp/told")) == "told\n" else { return false }
                    return true
                }
                #expect(try await run("hostname") == "whole\n")
                #expect(try await run("cat", "/home/debian/.ssh/authorized_keys").contains("ssh-ed25519 AAAAC3Nza test"))
                #expect(try await run("sh", "-c", "[ -d /sys/firmware/efi ] && echo uefi || echo bios") == "\(firmware)\n")
                let seen = try #require(try await yard.driver.observe(id))
                #expect(seen.addresses.count >= 1)
                #expect(try await run("ip", "-4", "-o", "address", "show", "eth0").contains(try #require(seen.addresses.first)))
                try await yard.driver.stop(id, grace: .seconds(120))
                #expect(yard.console(of: id).contains("Power down"))
            }
        }
    }
}
