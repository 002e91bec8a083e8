import Glibc
import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import Testing

@testable import LXCDriver

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `Files of a machine` {
    @Test func `a tree is the same made by system calls and by commands`() async throws {
        var template = Array("/tmp/strata-tree-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        let local = LocalMachine()
        let map = IDMap(user: IDMap.standard, group: IDMap.standard + 65_536)
        let tree = ContainerTree(
            uid: UID("0f8fad5b-d9cb-469f-a165-70867728950e"), config: Array("a\n".utf8),
            files: NameFiles.contents(hostname: "h", leases: []), map: map, upper: .new)
        var listings: [String] = []
        for trees in [LocalTrees(), RemoteTrees(machine: local)] as [any TreeMaking] {
            try await local.makeDirectory("\(directory)/bench/old")
            try await trees.make(tree.entries, at: "\(directory)/bench")
            #expect(try await trees.place("\(directory)/bench", at: "\(directory)/placed"))
            let listing = try await local.check(
                Command(
                    executable: "sh", arguments: ["-c", "find . -printf '%p %m %U %G %y\n' | sort; cat strata.*/* config"],
                    workingDirectory: "\(directory)/placed"))
            listings.append(listing.text)
            try await trees.make(tree.entries, at: "\(directory)/bench")
            #expect(try await !trees.place("\(directory)/bench", at: "\(directory)/placed"), "what is there already stays")
            try await local.remove("\(directory)/placed")
            try await local.remove("\(directory)/bench")
        }
        try await local.remove(directory)
        #expect(listings[0] == listings[1])
        #expect(listings[0].contains("./upper/etc/hosts 644 \(IDMap.standard) \(IDMap.standard + 65_536) f"))
    }

    @Test func `many files read by one command are what they are one by one`() async throws {
        let paths = [
            "/sys/class/net/lo/speed", "/proc/self/mounts", "/etc/passwd", "/no/such", "/etc", "/proc/sys/kernel/ostype", "/etc/hostname",
        ]
        let together = try await FileBatch.readTogether(paths, on: LocalMachine())
        #expect(together["/etc/passwd"] == (try await LocalMachine().read("/etc/passwd")))
        #expect(together["/proc/sys/kernel/ostype"] == Array("Linux\n".utf8))
        #expect(together["/no/such"] == nil)
        #expect(together["/etc"] == nil)
    }

    @Test func `a file that cannot be read disturbs no other`() async throws {
        // Reading it fails with EIO: nothing is mapped at address zero.
        let together = try await FileBatch.readTogether(["/etc/passwd", "/proc/self/mem", "/proc/sys/kernel/ostype"], on: LocalMachine())
        #expect(together["/etc/passwd"]?.starts(with: Array("root:".utf8)) == true)
        #expect(together["/proc/sys/kernel/ostype"]?.starts(with: Array("Linux\n".utf8)) == true)
    }

    @Test func `a file cannot pretend to be another`() {
        let output = Array("\nmark /a\none\nother /b\n\nmark /b\n\nmark /c\nthree".utf8)
        let contents = FileBatch.split(output, at: "mark", asked: ["/a", "/b"])
        #expect(contents == ["/a": Array("one\nother /b\n".utf8), "/b": []])
        #expect(FileBatch.split([], at: "mark", asked: ["/a"]).isEmpty)
        #expect(FileBatch.split(Array("\nmark /a".utf8), at: "mark", asked: ["/a"]) == ["/a": []])
    }
}
