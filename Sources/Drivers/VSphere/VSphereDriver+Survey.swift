import StrataAPI
public import StrataDriverKit
import VSphere
import XMLDocuments

extension VSphereDriver {
    /// See ``Driver/survey()``. Two calls, and a third for each 2,500 things that are no machines.
    public func survey() async throws(DriverError) -> Survey {
        let attempt = "survey"
        let landscape = try await landscape(attempt, Landscape.wishes)
        book.hosts = Dictionary(landscape.hosts.map { ($0.object, $0.name) }, uniquingKeysWith: { first, _ in first })
        let rights = try await rights(attempt)
        let content = client.content
        var support: [Ability: Support] = [
            .screen: .degraded("while a machine runs"), .export: .degraded("through this server's own disk, where qemu-img is"),
        ]
        if !content.isCenter { support[.clone] = .no("a single ESXi host copies no machines; a vCenter does") }
        for (ability, privilege) in [
            (Ability.snapshot, "VirtualMachine.State.CreateSnapshot"), (.memory, "VirtualMachine.State.CreateSnapshot"),
            (.clone, "VirtualMachine.Provisioning.Clone"), (.suspend, "VirtualMachine.Interact.Suspend"),
            (.reset, "VirtualMachine.Interact.Reset"), (.screen, "VirtualMachine.Interact.ConsoleInteract"),
        ] where !rights.has(privilege) {
            support[ability] = .no("the user has not the privilege \(privilege)")
        }
        let picture = SitePicture(landscape: landscape, content: content)
        var survey = Survey(
            version: content.version, support: support, hosts: landscape.hosts.map(\.facts), boxes: picture.boxes)
        survey.restrictions = (Rights.wanted + (content.isCenter ? Rights.wantedOfCenter : [])).filter { !rights.has($0.privilege) }.map {
            "the privilege \($0.privilege) is missing, \($0.purpose)"
        }
        if !gauges.trouble.isEmpty { survey.restrictions.append("what machines use is not measured: \(gauges.trouble)") }
        if !tags.trouble.isEmpty { survey.restrictions.append("tags are not told: \(tags.trouble)") }
        if place.datacenter == nil {
            let names = landscape.datacenters.map(\.path).joined(separator: ", ")
            survey.restrictions.append(
                "there are several datacenters, so that machines cannot be made: set spec.options.datacenter of the Site to one of: \(names)"
            )
        }
        return survey
    }

    /// What this user may do where the site's machines are kept.
    private func rights(_ attempt: String) async throws(DriverError) -> Rights {
        let content = client.content
        let (place, user) = (place.folder ?? place.root, client.user)
        guard let manager = content.services["authorizationManager"] else { return Rights(nil) }
        do throws(VSphereError) {
            let answer = try await client.call(
                "FetchUserPrivilegeOnEntities", on: manager, [place.element("entities"), .plain("userName", user)], isRead: true)
            return Rights(Set(answer["returnval"]?.children("privileges").map(\.text) ?? []))
        } catch {
            // Whoever may not ask, or asks a server that does not tell, learns of rights when something is refused.
            switch error.fault?.type {
            case "NoPermission", "UserNotFound", "NotSupported", "MethodNotFound", "InvalidRequest": return Rights(nil)
            default: throw DriverError(error, attempt, site)
            }
        }
    }
}

/// The privileges that a user has.
struct Rights: Sendable {
    /// Nil where the server does not tell.
    private let names: Set<String>?

    init(_ names: Set<String>?) { self.names = names }

    func has(_ name: String) -> Bool { names?.contains(name) ?? true }

    /// The privileges that everything asks for which Strata can do, and what for.
    static let wanted: [(privilege: String, purpose: String)] = [
        ("VirtualMachine.Inventory.Create", "to make machines"), ("VirtualMachine.Inventory.Delete", "to remove machines"),
        ("VirtualMachine.Interact.PowerOn", "to start machines"), ("VirtualMachine.Interact.PowerOff", "to stop machines"),
        ("VirtualMachine.Config.CPUCount", "to change processors"), ("VirtualMachine.Config.Memory", "to change memory"),
        ("VirtualMachine.Config.AddNewDisk", "to give machines disks"), ("VirtualMachine.Config.DiskExtend", "to grow disks"),
        ("VirtualMachine.Config.Annotation", "to note whose machines are"),
        ("VirtualMachine.Config.AdvancedConfig", "to tell cloud-init, and for advanced settings"),
        ("VirtualMachine.State.CreateSnapshot", "to take snapshots"), ("VirtualMachine.State.RevertToSnapshot", "to go back to snapshots"),
        ("VirtualMachine.State.RemoveSnapshot", "to remove snapshots"),
    ]

    /// And those that a vCenter has beside.
    static let wantedOfCenter: [(privilege: String, purpose: String)] = [
        ("Global.ManageCustomFields", "to define the custom attribute \(AttributeNames.owner)"),
        ("Global.SetCustomField", "to keep whose machines are where their notes are overwritten"),
        ("InventoryService.Tagging.AttachTag", "to tag machines"),
    ]
}
