import StrataDriverKit
import VSphere
import XMLDocuments

/// What part of a server's inventory the site is.
struct SitePlace: Sendable {
    /// The machines at or below it are the site's.
    let root: ManagedObject
    /// Nil where the server has several and the site names none: machines are only looked at there.
    let datacenter: ManagedObject?
    /// Where new machines are kept.
    let folder: ManagedObject?

    /// Looks it up, and makes the folder where the site says so.
    init(_ options: SiteOptions, _ client: VSphereClient, _ site: String) async throws(DriverError) {
        let attempt = "connect to"
        func refuse(_ answer: String, _ hint: String) -> DriverError { .refused(.init(attempt, site, answer: answer, hint: hint)) }
        let landscape: Landscape
        do throws(VSphereError) {
            landscape = Landscape(
                try await client.readAll(
                    Landscape.places.filter { ["Datacenter", "Folder"].contains($0.type) }, below: client.content.rootFolder))
        } catch {
            throw DriverError(error, attempt, site)
        }
        let all = landscape.datacenters
        let names = all.map(\.path).joined(separator: ", ")
        let found =
            options.datacenter.isEmpty ? all : all.filter { $0.path == options.datacenter || $0.path.hasSuffix("/\(options.datacenter)") }
        if found.isEmpty, !options.datacenter.isEmpty {
            throw refuse("there is no datacenter \(options.datacenter)", "Set spec.options.datacenter of the Site to one of: \(names)")
        }
        guard found.count == 1, let datacenter = found.first else {
            guard options.folder.isEmpty else {
                throw refuse("it has several datacenters", "Set spec.options.datacenter of the Site to one of: \(names)")
            }
            root = client.content.rootFolder
            self.datacenter = nil
            folder = nil
            return
        }
        self.datacenter = datacenter.object
        guard !options.folder.isEmpty else {
            root = datacenter.object
            folder = datacenter.machineFolder
            return
        }
        if let folder = landscape.child(of: datacenter.machineFolder, at: options.folder, among: landscape.folders) {
            (root, self.folder) = (folder, folder)
            return
        }
        guard options.createFolder else {
            throw refuse(
                "the datacenter \(datacenter.path) has no folder \(options.folder), or does not show it to this user",
                "Make it in the vSphere Client, or set spec.options.createFolder of the Site to true")
        }
        let made = try await Self.makeFolder(options.folder, in: datacenter.machineFolder, client, attempt, site)
        (root, folder) = (made, made)
    }

    private static func makeFolder(
        _ path: String, in top: ManagedObject, _ client: VSphereClient, _ attempt: String, _ site: String
    ) async throws(DriverError) -> ManagedObject {
        var here = top
        for word in path.split(separator: "/") {
            do throws(VSphereError) {
                let answer = try await client.call("CreateFolder", on: here, [.plain("name", Landscape.encoded(String(word)))])
                guard let made = ManagedObject(answer["returnval"]) else { throw .malformed("CreateFolder returned none") }
                here = made
            } catch {
                // It is there already, or another connection was faster; the fault names it.
                guard let fault = error.fault, fault.type == "DuplicateName", let there = ManagedObject(fault.detail["object"]),
                    there.type == "Folder"
                else { throw DriverError(error, attempt, site) }
                here = there
            }
        }
        return here
    }
}
