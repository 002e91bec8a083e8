package import StrataAPI
package import StrataDriverKit

/// The snapshots of one machine whose disk is a directory tree, kept on a shelf beside it, each under its Snapshot's UID.
///
/// ```
///   SHELF/lock          taken by every change
///        /still         there while the machine is frozen for a copy
///        /UID/tree      the tree as it was
///            /note      what is known of it
///        /UID.partial   being made or being removed, or left by a call that was killed
/// ```
/// A tree is copied as a snapshot of its btrfs subvolume where it is one, else sharing blocks where the file system can (reflink), else byte
/// by byte; owners, modes, times, links, sparseness and extended attributes are kept. A snapshot comes to exist by one rename, and ceases to
/// by one. Whatever was left half done, a frozen machine before all, is put right by the next change.
package struct SnapshotShelf: Sendable {
    let tools: any HostAccess
    package let directory: String
    let stilling: Stilling
    /// What messages call the machine.
    let object: String

    /// How long copying a tree may take.
    package static let patience = Duration.seconds(1800)

    package init(tools: any HostAccess, directory: String, stilling: Stilling, object: String) {
        self.tools = tools
        self.directory = directory
        self.stilling = stilling
        self.object = object
    }

    /// All snapshots, the oldest first.
    package func list() async throws(DriverError) -> [ObservedSnapshot] {
        let attempt = "list the snapshots of"
        let names = try await tools.directories(in: directory, attempt, object).filter { Self.isPlain($0) }
        let notes = try await tools.read(names.map { "\(directory)/\($0)/note" }, attempt, object)
        return names.compactMap { name in notes["\(directory)/\(name)/note"].map { SnapshotNote.snapshot(name, $0) } }
            .sorted { ($0.createdAt?.microText ?? "", $0.id.text) < ($1.createdAt?.microText ?? "", $1.id.text) }
    }

    /// Keeps a tree as it is now. One that is kept under this UID already stays as it is.
    package func take(_ order: SnapshotOrder, of tree: String) async throws(DriverError) -> SnapshotID {
        let attempt = "take a snapshot of"
        guard Self.isPlain(order.uid.text) else {
            throw .refused(.init(attempt, object, answer: "its UID cannot be noted: \(order.uid.text.printable(limit: 80))"))
        }
        try await run("take", uid: order.uid.text, tree: tree, note: SnapshotNote.line(order), attempt)
        return SnapshotID(order.uid.text)
    }

    /// Copies a snapshot's tree to a place that does not exist yet.
    package func copy(_ snapshot: SnapshotID, to destination: String, _ attempt: String) async throws(DriverError) {
        try await run("copy", uid: try known(snapshot, attempt), tree: tree(of: snapshot), to: destination, attempt)
    }

    /// Copies the machine's tree as it is now to a place that does not exist yet.
    package func copy(_ tree: String, to destination: String, _ attempt: String) async throws(DriverError) {
        try await run("copy", tree: tree, to: destination, attempt)
    }

    /// A snapshot that must be there.
    @discardableResult
    package func existing(_ snapshot: SnapshotID, _ attempt: String) async throws(DriverError) -> ObservedSnapshot {
        guard let found = try await list().first(where: { $0.id == snapshot }) else { throw missing(snapshot, attempt) }
        return found
    }

    /// Removes a snapshot of this owner; nothing happens where there is none.
    package func remove(_ snapshot: SnapshotID, owner: UID) async throws(DriverError) {
        let attempt = "remove a snapshot of"
        guard let found = try await list().first(where: { $0.id == snapshot }) else { return }
        guard found.owner == owner else {
            throw .notOwned(.init(attempt, object, answer: "\(snapshot.text.printable(limit: 80)) is another Snapshot's"))
        }
        try await run("remove", uid: snapshot.text, attempt)
    }

    /// Removes all snapshots, before the machine itself goes.
    package func removeAll() async throws(DriverError) {
        guard try await tools.exists(directory, "remove the snapshots of", object) else { return }
        try await run("clear", "remove the snapshots of")
    }

    /// Puts right what a call that was killed left half done, and removes trees that nothing refers to any more.
    package func settle(removing trees: [String] = []) async throws(DriverError) {
        for tree in trees { try await run("discard", tree: tree, "put in order the snapshots of") }
        if trees.isEmpty { try await run("settle", "put in order the snapshots of") }
    }

    /// Where a snapshot's tree lies.
    package func tree(of snapshot: SnapshotID) -> String { "\(directory)/\(snapshot.text)/tree" }

    private func known(_ snapshot: SnapshotID, _ attempt: String) throws(DriverError) -> String {
        guard Self.isPlain(snapshot.text) else { throw missing(snapshot, attempt) }
        return snapshot.text
    }

    private func missing(_ snapshot: SnapshotID, _ attempt: String) -> DriverError {
        .notFound(.init(attempt, object, answer: "it has no snapshot \(snapshot.text.printable(limit: 80))"))
    }

    /// A UID as it may be a file's name.
    private static func isPlain(_ uid: String) -> Bool {
        (1...64).contains(uid.utf8.count)
            && uid.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }

    private func run(
        _ verb: String, uid: String = "", tree: String = "", to destination: String = "", note: String = "", _ attempt: String
    ) async throws(DriverError) {
        let (freeze, thaw): (String, String)
        do throws(TransportError) {
            (freeze, thaw) = (try ShellQuoting.quote(stilling.freeze), try ShellQuoting.quote(stilling.thaw))
        } catch {
            throw tools.error(error, attempt, object)
        }
        let arguments = [directory, verb, uid, tree, destination, note, stilling.isNeeded ? "1" : "", freeze, thaw]
        let output = try await tools.run(
            Command(executable: "sh", arguments: ["-c", Self.script, "sh"] + arguments, deadline: Self.patience), attempt, object)
        switch output.exit {
        case .exited(0): return
        case .exited(44): throw missing(SnapshotID(uid), attempt)
        case .exited(45): throw .failed(.init(attempt, object, answer: "another call works on its snapshots"))
        default:
            let answer = tools.answer(output)
            let hint = answer.contains("No space left") ? "Free some space there, or remove snapshots that are not needed" : ""
            throw .failed(.init(attempt, object, answer: answer, hint: hint))
        }
    }
}
