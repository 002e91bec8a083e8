import StrataDriverKit

/// Makes a small root file system of Debian's busybox-static.
struct BusyboxRecipe: Sendable {
    let machine: any Machine
    let directory: String

    /// - Returns: the path of a tar file in `place`, the same bytes each time the program is the same.
    func make(in place: String, report: @Sendable (ImageProgress) -> Void) async throws(ImageError) -> String {
        report(ImageProgress(phase: "looking for busybox", percent: 0))
        let packages = PackageFiles(machine: machine, directory: directory, source: "busybox")
        let busybox = try await StaticBusybox.find(packages, in: place, report: report)
        report(ImageProgress(phase: "packing the root file system", percent: 80))
        let target = "\(place)/rootfs.tar"
        do {
            try await machine.write(target, Self.tar(busybox))
        } catch {
            throw ImageError(error, attempt: "write \(target)", directory: directory)
        }
        report(ImageProgress(phase: "done", percent: 100))
        return target
    }

    static func tar(_ busybox: StaticBusybox) -> [UInt8] {
        var tar = TarImage()
        for (name, mode) in BusyboxFiles.directories { tar.addDirectory(name, mode: mode) }
        tar.addFile("bin/busybox", mode: 0o755, busybox.program)
        for link in busybox.links { tar.addSymbolicLink(link.name, to: link.target) }
        for file in BusyboxFiles.files { tar.addFile(file.name, mode: file.mode, Array(file.content.utf8)) }
        tar.finish()
        return tar.bytes
    }
}
