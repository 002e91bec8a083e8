import Testing

@testable import StrataDriverKit

struct MountTableTests {
    private let table = MountTable(
        parsing: Array(
            """
            21 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw
            30 21 0:30 / /var/lib/a\\040b/m rw - tmpfs tmpfs rw
            nonsense
            31 21 0:31 /x /srv/data rw - ext4 /dev/sdb rw

            """.utf8))

    @Test(arguments: ["/var/lib/a b", "/var/lib/a b/m", "/var", "/srv/data"])
    func `a path with a mount at or below it is covered`(path: String) {
        #expect(table.covers(path))
    }

    @Test(arguments: ["/var/lib/a", "/srv/dat", "/srv/data/below", "/etc"])
    func `a path beside or inside a mount is not`(path: String) {
        #expect(!table.covers(path))
    }
}
