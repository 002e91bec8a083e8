public import StrataAPI
public import StrataDriverKit

/// The volumes of one machine, here or behind SSH: a disk image each, with a file system in it where that is wanted.
///
/// ```
///   DIRECTORY/UID/volume.json   what it is
///                /data.raw      the image, which takes no more of the disk than was written to it
///                /holders/OWNER who has it: mode, instance, keeper
///                /mount         where its file system is mounted on the machine while containers have it
///   DIRECTORY/.strata/UID       a volume being made or removed
/// ```
/// A volume comes to exist by one rename out of `.strata`, and ceases to by one into it. Who has it is decided under a lock (flock(2)), so that several
/// servers and sites agree on it. The image's size is what bounds the data, on every file system that it lies on.
///
/// Every call is idempotent and may be made at any time, by several processes at once.
public struct VolumeStore: Sendable {
    let machine: any Machine
    /// Where the volumes lie.
    public let directory: String
    /// Who looks after the machines of the owners here, the same after every restart: `lxc:/var/lib/lxc`.
    let keeper: String

    /// - Parameter directory: absolute; it is made when the first volume is.
    /// - Throws: ``DriverError/refused(_:)`` for a directory whose path cannot stand in options of mounts and of QEMU.
    public init(machine: any Machine, directory: String, keeper: String) throws(DriverError) {
        guard PlainPath.accepts(directory, limit: 160) else {
            throw .refused(
                .init(
                    "keep volumes on", machine.name, answer: "the directory \(directory.printable(limit: 200)) cannot be used",
                    hint: "It must be absolute, at most 160 bytes long, and consist of letters, digits and ._/+@-"))
        }
        self.machine = machine
        self.directory = directory
        self.keeper = keeper
    }

    /// Makes a volume, or lets it grow.
    ///
    /// - Parameter grow: lets the image of a volume that is in use grow, in the stead of this store; returns false where the store may do it.
    /// - Throws: ``DriverError/refused(_:)`` where it would have to shrink, or is asked to be of another format.
    public func keep(
        _ order: VolumeOrder, grow: (_ image: String, _ holders: [UID]) async throws(DriverError) -> Bool = { _, _ in false }
    ) async throws(DriverError) -> ObservedVolume {
        let place = try place(of: order.uid, "make the volume", order.name.name)
        guard let record = try await record(order.uid) else {
            try await make(order, at: place)
            return try await look(order.uid, order.name.name)
        }
        guard record.size <= order.size else {
            throw .refused(
                .init(
                    "resize the volume", order.name.name,
                    answer: "it holds \(Quantity(bytes: record.size).text), and a volume cannot shrink"))
        }
        if record.size < order.size {
            let seen = try await look(order.uid, order.name.name)
            let isGrown = try await grow(image(of: order.uid), seen.holders)
            if !isGrown {
                try await growImage(order, record.format, at: place)
            }
            var record = record
            record.size = order.size
            try await write(record, at: place, order.name.name)
        }
        return try await look(order.uid, order.name.name)
    }

    /// Removes a volume with all that is on it. No effect where it is gone.
    ///
    /// - Throws: ``DriverError/refused(_:)`` while somebody has it.
    public func remove(_ uid: UID) async throws(DriverError) {
        let attempt = "remove the volume"
        let place = try place(of: uid, attempt, uid.text)
        let output = try await answer(Scripts.remove, [place, bench(of: uid)], attempt, uid.text)
        if output.exit == .exited(Scripts.held) {
            throw .refused(
                .init(attempt, uid.text, answer: "it is in use by \(Self.names(output))", hint: "Detach it there first"))
        }
        try check(output, attempt, uid.text)
        do throws(TransportError) {
            try await machine.remove(bench(of: uid))
        } catch {
            throw DriverError(error, attempt, uid.text)
        }
    }

    /// The image of a volume.
    public func image(of uid: UID) -> String { "\(directory)/\(uid.text)/data.raw" }

    /// Where the file system of a volume is mounted on the machine, while ``mount(_:name:)`` holds.
    public func mountPoint(of uid: UID) -> String { "\(directory)/\(uid.text)/mount" }

    func bench(of uid: UID) -> String { "\(directory)/.strata/\(uid.text)" }

    /// A volume's directory.
    func place(of uid: UID, _ attempt: String, _ object: String) throws(DriverError) -> String {
        let isPlain =
            (8...64).contains(uid.text.utf8.count)
            && uid.text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: byte == UInt8(ascii: "-")
                }
            }
        guard isPlain else { throw .refused(.init(attempt, object, answer: "\(uid.text.printable(limit: 80)) is no UID")) }
        return "\(directory)/\(uid.text)"
    }

    private func make(_ order: VolumeOrder, at place: String) async throws(DriverError) {
        let record = VolumeRecord(uid: order.uid, name: order.name.description, size: order.size, format: order.format)
        try await run(
            Scripts.make, [bench(of: order.uid), place, "\(order.size)", order.format.rawValue], input: record.bytes, "make the volume",
            order.name.name, deadline: .seconds(600))
    }

    private func growImage(_ order: VolumeOrder, _ format: Volume.Format, at place: String) async throws(DriverError) {
        let (attempt, name) = ("resize the volume", order.name.name)
        let output = try await answer(Scripts.grow, [place, "\(order.size)", format.rawValue], attempt, name, deadline: .seconds(600))
        if output.exit == .exited(Scripts.mounted) {
            let said = output.errorText.split(separator: "\n").last.map(String.init) ?? ""
            throw .refused(
                .init(
                    attempt, name, answer: "its file system cannot grow while an instance has it: \(said)",
                    hint: "It grows once it is detached; to grow in use it needs CAP_SYS_RESOURCE (capabilities(7))"))
        }
        try check(output, attempt, name)
    }

    /// What a volume is; nil when there is none.
    func record(_ uid: UID) async throws(DriverError) -> VolumeRecord? {
        let place = try place(of: uid, "look at the volume", uid.text)
        let bytes: [UInt8]?
        do throws(TransportError) {
            bytes = try await machine.read("\(place)/volume.json", limit: 64 << 10)
        } catch {
            throw DriverError(error, "look at the volume", uid.text)
        }
        guard let bytes else { return nil }
        guard let record = VolumeRecord(parsing: bytes), record.uid == uid else {
            throw .failed(.init("look at the volume", uid.text, answer: "\(place)/volume.json cannot be understood"))
        }
        return record
    }

    private func write(_ record: VolumeRecord, at place: String, _ object: String) async throws(DriverError) {
        do throws(TransportError) {
            try await machine.write("\(place)/volume.json", record.bytes, mode: 0o600)
        } catch {
            throw DriverError(error, "resize the volume", object)
        }
    }

    private func look(_ uid: UID, _ object: String) async throws(DriverError) -> ObservedVolume {
        let attempt = "look at the volume"
        let place = try place(of: uid, attempt, object)
        let lines = try await run(Scripts.look, [place], attempt, object).text.split(separator: "\n")
        let numbers = lines.first?.split(separator: " ").compactMap { Int64($0) } ?? []
        guard numbers.count == 2 else { throw .failed(.init(attempt, object, answer: "its size could not be read")) }
        return ObservedVolume(
            id: NativeID(place), size: numbers[0], allocated: numbers[1] << 9, holders: lines.dropFirst().map { UID(String($0)) })
    }

    /// The names of holders that a script wrote.
    static func names(_ output: CommandOutput) -> String {
        output.text.split(separator: "\n").prefix(10).joined(separator: ", ").printable(limit: 400)
    }
}
