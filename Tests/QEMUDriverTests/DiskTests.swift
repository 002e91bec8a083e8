import StrataAPI
import StrataDriverKit
import StrataImages
import Testing

@testable import QEMUDriver

extension `Virtual machines` {
    @Suite(.serialized) struct `from a disk` {
        /// A sector that writes a text to the first serial line, byte by byte, and halts: 16-bit code at 0x7C00.
        private static func sector(_ text: String) -> [UInt8] {
            let code: [UInt8] = [
                0x31, 0xC0, 0x8E, 0xD8,  // xor ax, ax; mov ds, ax
                0xBE, 0x16, 0x7C,  // mov si, 0x7C16: the text behind this code
                0xBA, 0xF8, 0x03, 0xFC,  // mov dx, 0x3F8; cld
                0xAC, 0x84, 0xC0, 0x74, 0x03, 0xEE, 0xEB, 0xF8,  // next: lodsb; test al, al; jz end; out dx, al; jmp next
                0xF4, 0xEB, 0xFD,  // end: hlt; jmp end
            ]
            let body = code + Array(text.utf8) + [0]
            return body + [UInt8](repeating: 0, count: 510 - body.count) + [0x55, 0xAA]
        }

        @Test(arguments: ["raw", "qcow2"])
        func `start from it, and write above it`(format: String) async throws {
            try await Yard.use { (yard) async throws in
                let library = try #require(TinyImage.library)
                let raw = "\(yard.directory)/disk.raw"
                let machine = LocalMachine()
                let content = Self.sector("this disk starts: \(format)\r\n") + [UInt8](repeating: 0, count: (1 << 20) - 512)
                try await machine.write(raw, content, mode: 0o600)
                let source = "\(yard.directory)/disk.\(format)"
                if format == "qcow2" { try await machine.check(Command("qemu-img", "convert", "-O", "qcow2", raw, source)) }
                let image = try await library.prepare(source: source)
                #expect(image.form == (format == "raw" ? .rawDisk : .qcow2))
                let order = yard.order("disk", image: image)
                let id = try await yard.driver.create(order)
                try await yard.driver.start(id)
                try await yard.wait(for: "this disk starts: \(format)", on: id)
                let disk = try await machine.check(
                    Command("qemu-img", "info", "-U", "--output=json", yard.driver.directory(id.text).disk))
                #expect(try JSONValue(parsing: disk.output)["backing-filename"] == "base")
                try await yard.driver.delete(id, owner: order.uid)
                #expect(try await machine.exists(image.path))
                #expect(try await yard.traces(of: order.uid) == [])
            }
        }

        @Test func `are started by a UEFI, which keeps its variables with the machine`() async throws {
            try await Yard.use { (yard) async throws in
                let library = try #require(TinyImage.library)
                let source = "\(yard.directory)/empty.raw"
                try await LocalMachine().write(source, Self.sector("BIOS") + [UInt8](repeating: 0, count: (1 << 20) - 512), mode: 0o600)
                let order = yard.order("uefi", image: try await library.prepare(source: source)) { $0.options["firmware"] = "uefi" }
                let id = try await yard.driver.create(order)
                try await yard.driver.start(id)
                try await yard.wait(for: "BdsDxe: ", on: id)
                #expect(!yard.console(of: id).contains("BIOS"))
                try await yard.driver.stop(id, grace: .zero)
                let directory = yard.driver.directory(id.text)
                let facts = try await LocalMachine().check(Command("qemu-img", "info", "--output=json", directory.variables))
                #expect(try JSONValue(parsing: facts.output)["format"] == "qcow2")
                #expect(try await LocalMachine().exists(directory.seed))
                try await yard.driver.delete(id, owner: order.uid)
                #expect(try await yard.traces(of: order.uid) == [])
            }
        }

        @Test func `or from a CD, with a blank disk beside it`() async throws {
            try await Yard.use { (yard) async throws in
                let library = try #require(TinyImage.library)
                let source = "\(yard.directory)/cd.iso"
                var content = [UInt8](repeating: 0, count: 64 << 10)
                content.replaceSubrange(32_769..<32_774, with: Array("CD001".utf8))
                try await LocalMachine().write(source, content, mode: 0o600)
                let image = try await library.prepare(source: source)
                #expect(image.form == .iso)
                let id = try await yard.driver.create(yard.order("cd", image: image))
                try await yard.driver.start(id)
                let monitor = try await yard.driver.runningMonitor(id, "look at")
                let drives = try await yard.driver.ask(monitor, "query-block", id, "look at").array ?? []
                let media = drives.compactMap { $0["inserted"]?["image"] }
                #expect(media.contains { $0["format"] == "raw" && $0["virtual-size"]?.int == 64 << 10 })
                #expect(media.contains { $0["format"] == "qcow2" && $0["virtual-size"]?.int == MachineDefinition.blankDisk })
            }
        }
    }
}
