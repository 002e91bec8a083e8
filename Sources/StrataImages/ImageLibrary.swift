import StrataAPI
public import StrataDriverKit

/// The images of this server's machine: root file systems and disks, each stored once by its digest.
///
/// ```
///   DIRECTORY/blobs/sha256/HEX.tar.zst   the root file systems; `.kernel.tar`, `.qcow2` and `.raw` for virtual machines
///   DIRECTORY/images/HEX.json            what they are and where they came from
///   DIRECTORY/work/                      what is being made; emptied when the library is opened
/// ```
/// Everything is made in `work` and moved to its place in one step, so a crash leaves an image or nothing. One process at a time
/// uses a directory; a lock says so. Calls may be made at any time and any number at once.
public actor ImageLibrary {
    /// The library's directory.
    public nonisolated let directory: String

    let store: ContentStore
    let machine: any Machine
    let limits: ImageLimits
    var builds: [BuildKey: SharedBuild] = [:]
    private let lock: LibraryLock

    /// Opens a library, making the directory if need be and removing what a crash left half-made.
    /// - Parameters:
    ///   - directory: an absolute path.
    ///   - machine: this machine, on which images are made.
    /// - Throws: ``ImageError/locked(directory:)``, ``ImageError/invalid(_:)``, ``ImageError/file(path:errno:)``, ``ImageError/diskFull(directory:)``.
    public init(
        directory: String, machine: any Machine = LocalMachine(), limits: ImageLimits = ImageLimits()
    ) async throws(ImageError) {
        guard machine.isLocal else { throw .invalid("images are made on the server's own machine, not on \(machine.name)") }
        guard directory.hasPrefix("/"), !directory.utf8.contains(0), !directory.split(separator: "/").contains("..") else {
            throw .invalid("the image library's directory must be an absolute path without '..', not \"\(directory.printable())\"")
        }
        let directory = "/" + directory.split(separator: "/").joined(separator: "/")
        let store = ContentStore(directory: directory, machine: machine)
        try await store.makeDirectories()
        lock = try LibraryLock(directory: directory)
        try await store.cleanUp()
        self.directory = directory
        self.store = store
        self.machine = machine
        self.limits = limits
    }

    /// Returns the image of a source, making it first if the library does not have it.
    ///
    /// Idempotent. Callers with the same source at the same time share one build; each may be cancelled by itself, and the build is ended,
    /// with every process it started, when the last one is.
    /// - Parameters:
    ///   - source: `busybox`; `tiny`, a virtual machine, or `tiny/ARCHITECTURE`; `debian/12`, `debian/SUITE`, and `debian/12/vm` for a virtual machine's
    ///     disk; or the absolute path of a root file system's tarball (`.tar`, gzip, xz or zstd) or of a virtual machine's disk (qcow2, raw, VMDK, VHDX,
    ///     VDI) or CD, told by its content. A file that changed since it was imported is imported again.
    ///   - architecture: a name such as `amd64` or `x86_64`; this machine's when empty. `tiny` and files may be of any that is known.
    ///   - rebuild: whether to make the image anew although the library has one.
    ///   - progress: told what is being done, first to last, on any thread.
    public func prepare(
        source: String, architecture: String = "", rebuild: Bool = false, progress: @escaping @Sendable (ImageProgress) -> Void = { _ in }
    ) async throws(ImageError) -> StoredImage {
        let (origin, architecture) = try resolve(source, architecture)
        if !rebuild, let image = try await current(origin, architecture: architecture) { return image }
        return try await build(origin, architecture: architecture, progress: progress)
    }

    /// The image last made of a source; nil when the library has none. The source itself is not looked at.
    public func find(source: String, architecture: String = "") async throws(ImageError) -> StoredImage? {
        let (origin, architecture) = try resolve(source, architecture)
        return try await store.find(origin.canonical, architecture: architecture)?.image
    }

    /// The image with a digest (`sha256:…`); nil when the library has none.
    public func find(digest: String) async throws(ImageError) -> LibraryImage? {
        try await stored().first { $0.image.digest == digest }
    }

    /// Everything in the library, the earliest first.
    public func stored() async throws(ImageError) -> [LibraryImage] {
        try await store.records().map { store.libraryImage($0) }
    }

    /// Removes an image from disk. Instances made of it are not affected.
    /// - Returns: whether there was one.
    public func remove(digest: String) async throws(ImageError) -> Bool {
        guard let record = try await store.records().first(where: { $0.digest == digest }) else { return false }
        try await store.remove(record)
        return true
    }

    /// What a source and an architecture mean together: a source may name one itself.
    private func resolve(_ text: String, _ architecture: String) throws(ImageError) -> (ImageSource, architecture: String) {
        let source = try ImageSource(text)
        guard case .tiny(let named) = source else { return (source, try checkedArchitecture(architecture, for: source)) }
        if let named, !architecture.isEmpty, Architecture.normalized(architecture) != named {
            throw .invalid("\(text) is an image for \(named), not for \(architecture.printable(limit: 40))")
        }
        return (.tiny(architecture: nil), try checkedArchitecture(named ?? architecture, for: source))
    }

    private func checkedArchitecture(_ text: String, for source: ImageSource) throws(ImageError) -> String {
        let architecture = text.isEmpty ? Architecture.machine : Architecture.normalized(text)
        let isName = architecture.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: "-")
        }
        guard isName, architecture.utf8.count <= 32 else { throw .invalid("\"\(text.printable(limit: 40))\" names no CPU architecture") }
        switch source {
        case .file, .upload: return architecture
        case .tiny where Architecture.virtual.contains(architecture): return architecture
        default: break
        }
        guard architecture == Architecture.machine else {
            throw .foreignArchitecture(source: source.canonical, wanted: architecture, machine: Architecture.machine)
        }
        return architecture
    }

    /// What the library has of a source, unless the source has changed since.
    private func current(_ source: ImageSource, architecture: String) async throws(ImageError) -> StoredImage? {
        guard let found = try await store.find(source.canonical, architecture: architecture) else { return nil }
        guard case .file(let path) = source else { return found.image }
        return try SourceFile(path, limit: limits.fileSize).stamp == found.stamp ? found.image : nil
    }
}
