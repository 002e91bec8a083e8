import StrataAPI
import StrataDriverKit

/// `qemu-img`, for disks in a machine's directory (qemu-img(1)).
struct DiskTool: Sendable {
    let place: Place

    /// How long copying a disk may take.
    static let copying = Duration.seconds(3600)

    /// A size rounded up to what every disk can have: a multiple of 4 KiB.
    static func wholeSectors(_ bytes: Int64) -> Int64 { (bytes + 4095) / 4096 * 4096 }

    /// Makes an empty disk.
    func create(_ path: String, size: Int64, _ name: String) async throws(DriverError) {
        try await run(["create", "-q", "-f", "qcow2", path, "\(size)"], "make the disk of", name)
    }

    /// Makes a disk above another one.
    ///
    /// - Parameters:
    ///   - below: a file's name. It is relative, so that it stays true when the machine's directory is moved.
    ///   - size: the least size in bytes; that of the disk below when nil.
    func create(_ path: String, above below: String, format: String, size: Int64?, _ name: String) async throws(DriverError) {
        try await run(["create", "-q", "-f", "qcow2", "-F", format, "-b", below, path], "make the disk of", name)
        guard let size else { return }
        let has = try await facts(path, name).virtualSize
        guard size >= has else {
            throw .refused(
                .init(
                    "make the disk of", name,
                    answer: "its image's disk has \(Quantity(bytes: has).text), more than \(Quantity(bytes: size).text)",
                    hint: "Set spec.disk to no less, or leave it out"))
        }
        if size > has { try await grow(path, to: size, name) }
    }

    /// Makes a disk above one that may be written to meanwhile.
    func create(_ path: String, aboveOpen below: String, size: Int64, _ name: String) async throws(DriverError) {
        try await run(["create", "-q", "-u", "-f", "qcow2", "-F", "qcow2", "-b", below, path, "\(size)"], "make the disk of", name)
    }

    /// Makes a disk larger.
    func grow(_ path: String, to size: Int64, _ name: String) async throws(DriverError) {
        try await run(["resize", "-q", "-f", "qcow2", path, "\(size)"], "resize the disk of", name)
    }

    /// Takes what lies between a disk and one further below into the disk, which then lies directly above that one, or above nothing.
    func merge(_ path: String, downTo below: String?, format: String, _ name: String) async throws(DriverError) {
        let base = below.map { ["-F", format, "-b", $0] } ?? ["-b", ""]
        try await run(["rebase", "-q", "-f", "qcow2"] + base + [path], "merge the disks of", name, deadline: Self.copying)
    }

    /// Copies a disk with all that lies below it. One that is open elsewhere must not be written to there.
    func copy(_ path: String, to target: String, _ name: String) async throws(DriverError) {
        try await run(
            ["convert", "-q", "-U", "-f", "qcow2", "-O", "qcow2", path, target], "copy the disk of", name, deadline: Self.copying)
    }

    func facts(_ path: String, _ name: String) async throws(DriverError) -> DiskFacts {
        guard let facts = try await chain(path, name, whole: false).first else { throw notUnderstood(path, name) }
        return facts
    }

    /// A disk and all that lie below it, from the top.
    func chain(_ path: String, _ name: String, whole: Bool = true) async throws(DriverError) -> [DiskFacts] {
        let arguments = ["info", "-U", "--output=json"] + (whole ? ["--backing-chain"] : []) + [path]
        let output = try await run(arguments, "look at the disk of", name)
        guard let chain = DiskFacts.chain(output.output) else { throw notUnderstood(path, name) }
        return chain
    }

    private func notUnderstood(_ path: String, _ name: String) -> DriverError {
        .failed(.init("look at the disk of", name, answer: "what qemu-img says of \(path) cannot be understood"))
    }

    @discardableResult
    private func run(
        _ arguments: [String], _ attempt: String, _ name: String, deadline: Duration = .seconds(60)
    ) async throws(DriverError) -> CommandOutput {
        try await place.check(Command(executable: "qemu-img", arguments: arguments, deadline: deadline), attempt, name)
    }
}

/// What `qemu-img info` says of one file of a disk.
struct DiskFacts: Sendable, Equatable {
    /// The file's name without its directory.
    var file: String
    var format: String
    /// What the guest sees, in bytes.
    var virtualSize: Int64
    /// The name of the file below, as this one has it; nil for the lowest.
    var below: String?
    var belowFormat: String?

    /// Reads the answer for one file, or for a chain of them.
    static func chain(_ output: [UInt8]) -> [DiskFacts]? {
        guard let json = try? JSONValue(parsing: output) else { return nil }
        let entries = json.array ?? [json]
        let facts = entries.compactMap(DiskFacts.init)
        return facts.count == entries.count && !facts.isEmpty ? facts : nil
    }

    private init?(_ json: JSONValue) {
        guard let path = json["filename"]?.string, let file = path.split(separator: "/").last, let format = json["format"]?.string,
            let size = json["virtual-size"]?.int, size >= 0
        else { return nil }
        self.file = String(file)
        self.format = format
        virtualSize = size
        below = json["backing-filename"]?.string
        belowFormat = json["backing-filename-format"]?.string
    }
}
