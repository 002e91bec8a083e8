import Glibc
import StrataAPI
import StrataDriverKit

/// Makes images, each in a directory of its own that is gone afterwards however it ends.
struct Workshop: Sendable {
    typealias Report = @Sendable (ImageProgress) -> Void

    let store: ContentStore
    let machine: any Machine
    let limits: ImageLimits

    func make(_ source: ImageSource, architecture: String, report: @escaping Report) async throws(ImageError) -> StoredImage {
        try await work { (place) async throws(ImageError) in
            try await make(source, architecture: architecture, in: place, report: report)
        }
    }

    /// Works in a directory that is gone afterwards.
    func work(_ body: (_ place: String) async throws(ImageError) -> StoredImage) async throws(ImageError) -> StoredImage {
        let place = "\(store.work)/\(String(UInt64.random(in: .min ... .max), radix: 16))"
        do {
            try await machine.makeDirectory(place)
        } catch {
            throw ImageError(error, attempt: "make \(place)", directory: store.directory)
        }
        let outcome: Result<StoredImage, ImageError>
        do throws(ImageError) {
            outcome = .success(try await body(place))
        } catch {
            outcome = .failure(error)
        }
        // A task of its own: what was made must go even when this task was cancelled.
        let store = store
        let cleaning = Task { () -> Result<Void, ImageError> in
            do throws(ImageError) {
                return .success(try await store.discard(place))
            } catch {
                return .failure(error)
            }
        }
        let cleaned = await cleaning.value
        let image = try outcome.get()
        try cleaned.get()
        return image
    }

    private func make(
        _ source: ImageSource, architecture: String, in place: String, report: @escaping Report
    ) async throws(ImageError) -> StoredImage {
        switch source {
        case .busybox:
            let recipe = BusyboxRecipe(machine: machine, directory: store.directory)
            let path = try await recipe.make(in: place, report: report)
            return try await adopt(path, suffix: TarballFormat.plain.rawValue, start: .busybox, source, architecture)
        case .tiny:
            let recipe = TinyRecipe(machine: machine, directory: store.directory, architecture: architecture)
            let path = try await recipe.make(in: place, report: report)
            return try await adopt(path, suffix: ".kernel.tar", form: .kernel, start: .machine, source, architecture)
        case .debian(let suite):
            let recipe = DebianRecipe(suite: suite, source: source.canonical, machine: machine, directory: store.directory, limits: limits)
            let made = try await recipe.make(in: place, report: report)
            report(ImageProgress(phase: "storing the image", percent: 98))
            return try await adopt(made.path, suffix: made.format.rawValue, start: .systemd, source, architecture)
        case .debianMachine(let suite):
            let recipe = MachineRecipe(
                suite: suite, source: source.canonical, architecture: architecture, machine: machine, directory: store.directory,
                limits: limits)
            let path = try await recipe.make(in: place, report: report)
            report(ImageProgress(phase: "storing the image", percent: 98))
            return try await adopt(path, suffix: ".qcow2", form: .qcow2, start: .machine, source, architecture)
        case .upload: throw .invalid("\(source.canonical) waits for its content, which strata import sends")
        case .file(let path):
            return try await importFile(path, architecture: architecture, in: place, report: report)
        }
    }

    /// - Parameter source: what the library is to remember as the source, where that is not the path.
    func importFile(
        _ path: String, as source: ImageSource? = nil, architecture: String, in place: String, report: @escaping Report
    ) async throws(ImageError) -> StoredImage {
        let file = try SourceFile(path, limit: limits.fileSize)
        if let format = try sniff(file, path: path) {
            return try await importDisk(file, format, as: source, architecture: architecture, in: place, report: report)
        }
        let format = try TarballFormat(sniffing: try file.read(TarballFormat.length, at: 0), path: path)
        if format == .plain { try TarballFormat.checkEnd(of: file) }
        let copy = "\(place)/rootfs\(format.rawValue)"
        let total = max(file.size, 1)
        // The copy is what is checked and kept: whoever can write to the file cannot change it in between.
        let (digest, size) = try await FileDigest.copy(file, to: copy, limit: limits.fileSize, directory: store.directory) { done in
            report(ImageProgress(phase: "copying", percent: Int(done * 60 / total)))
        }
        report(ImageProgress(phase: "checking the entries", percent: 60))
        let start = try await TarballCheck(machine: machine, limits: limits).check(copy, format: format, shownAs: path)
        let origin = ImageRecord.Origin(source: source?.canonical ?? path, architecture: architecture, stamp: file.stamp, added: .now())
        let image = try await store.adopt(copy, digest: digest, size: size, suffix: format.rawValue, system: start, origin: origin)
        report(ImageProgress(phase: "done", percent: 100))
        return image
    }

    private func importDisk(
        _ file: SourceFile, _ format: DiskFormat, as source: ImageSource?, architecture: String, in place: String,
        report: @escaping Report
    ) async throws(ImageError) -> StoredImage {
        let copy = "\(place)/disk"
        let total = max(file.size, 1)
        let share = format.needsConversion ? 40 : 99
        var (digest, size) = try await FileDigest.copy(file, to: copy, limit: limits.fileSize, directory: store.directory) { done in
            report(ImageProgress(phase: "copying", percent: Int(done * Int64(share) / total)))
        }
        // The copy is what counts: the file may have changed since it was looked at.
        let kept = try sniff(try SourceFile(copy, limit: limits.fileSize), path: file.path)
        guard kept == format else { throw .invalid("\(file.path.printable(limit: 300)) changed while it was read") }
        var path = copy
        if format.needsConversion {
            report(ImageProgress(phase: "converting from \(format.rawValue)", percent: share))
            path = "\(place)/converted"
            let conversion = DiskConversion(machine: machine, directory: store.directory, limits: limits)
            try await conversion.convert(copy, format, to: path, shown: file.path)
            let converted = try SourceFile(path, limit: limits.fileSize)
            (digest, size) = (try await FileDigest.of(converted), converted.size)
        }
        let origin = ImageRecord.Origin(
            source: source?.canonical ?? file.path, architecture: architecture, stamp: file.stamp, added: .now())
        let suffix = [.qcow2: ".qcow2", .iso: ".iso"][format.form] ?? ".raw"
        let image = try await store.adopt(
            path, digest: digest, size: size, suffix: suffix, form: format.form, system: .machine, origin: origin)
        report(ImageProgress(phase: "done", percent: 100))
        return image
    }

    private func sniff(_ file: SourceFile, path: String) throws(ImageError) -> DiskFormat? {
        try DiskFormat.sniff(try file.read(DiskFormat.length, at: 0), path: path, limit: limits.diskSize, size: file.size)
    }

    private func adopt(
        _ path: String, suffix: String, form: StoredImage.Form = .rootFileSystem, start: RootFileSystem.Start, _ source: ImageSource,
        _ architecture: String
    ) async throws(ImageError) -> StoredImage {
        let file = try SourceFile(path, limit: .max)
        let digest = try await FileDigest.of(file)
        let origin = ImageRecord.Origin(source: source.canonical, architecture: architecture, added: .now())
        return try await store.adopt(path, digest: digest, size: file.size, suffix: suffix, form: form, system: start, origin: origin)
    }
}
