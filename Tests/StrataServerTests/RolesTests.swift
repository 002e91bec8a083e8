import StrataAPI
import Testing

@testable import StrataServer

struct RolesTests {
    private static let instances = ResourceKind.strata("Instance", plural: "instances", scope: .namespaced)
    private static let sites = ResourceKind.strata("Site", plural: "sites", scope: .cluster)
    private static let questions = ResourceKind.strata("Recommendation", plural: "recommendations", scope: .cluster)

    private func allows(_ groups: [String], _ verb: String, _ kind: ResourceKind, _ subresource: String = "", in namespace: String = "")
        async -> Bool
    {
        let user = User(name: "bob", groups: Set(groups + [User.authenticated]))
        return await Roles().allows(AccessRequest(user: user, verb: verb, kind: kind, subresource: subresource, namespace: namespace))
    }

    @Test func `a viewer looks at everything but secrets, and changes nothing`() async {
        let viewer = [Roles.Role.viewer.group()]
        for verb in ["get", "list", "watch"] {
            #expect(await allows(viewer, verb, Self.instances, in: "a"))
            #expect(await allows(viewer, verb, Self.sites))
            #expect(await !allows(viewer, verb, Secret.kind, in: "a"))
        }
        #expect(await allows(viewer, "get", Self.instances, "log", in: "a"))
        #expect(await allows(viewer, "create", Self.questions))
        for verb in ["create", "update", "patch", "delete", "deletecollection", "impersonate"] {
            #expect(await !allows(viewer, verb, Self.instances, in: "a"))
        }
        for action in ["exec", "console", "restart", "vnc", "export"] {
            #expect(await !allows(viewer, "create", Self.instances, action, in: "a"))
        }
    }

    @Test func `an operator does everything to instances and to what is theirs, and nothing to what they run on`() async {
        let operating = [Roles.Role.operating.group()]
        for kind in [Self.instances, Snapshot.kind, Backup.kind, Volume.kind, Network.kind, Image.kind] {
            for verb in ["create", "update", "patch", "delete", "deletecollection"] {
                #expect(await allows(operating, verb, kind, in: "a"))
            }
        }
        #expect(await allows(operating, "create", Self.instances, "exec", in: "a"))
        #expect(await !allows(operating, "update", Self.instances, "status", in: "a"))
        for kind in [Self.sites, Namespace.kind, Host.kind] { #expect(await !allows(operating, "create", kind)) }
        for kind in [Secret.kind, ResourceQuota.kind, Event.kind] { #expect(await !allows(operating, "create", kind, in: "a")) }
        #expect(await !allows(operating, "create", Self.sites, "conformance"))
        #expect(await !allows(operating, "impersonate", .core("User", plural: "users", scope: .cluster)))
    }

    @Test func `a role in a namespace holds there alone`() async {
        let team = [Roles.Role.operating.group(namespace: "team-a")]
        #expect(await allows(team, "delete", Self.instances, in: "team-a"))
        for namespace in ["", "team-b", "team-a2"] {
            #expect(await !allows(team, "list", Self.instances, in: namespace))
            #expect(await !allows(team, "delete", Self.instances, in: namespace))
        }
        #expect(await allows(team, "list", Self.sites))
        #expect(await !allows(team, "get", Self.sites, "diagram"))
        #expect(await !allows(team, "list", Namespace.kind))
        #expect(await allows(team, "create", Self.questions))
        #expect(Roles().namespaces(of: User(name: "bob", groups: Set(team))) == ["team-a"])
    }

    @Test(arguments: [
        "strata:", "strata:viewers:", "strata:viewer", "strata:admins", "viewers", "strata:operators2", "Strata:viewers", "system:viewers",
    ])
    func `a group that is no role gives nothing`(group: String) async {
        #expect(await !allows([group], "list", Self.instances, in: "a"))
        #expect(await !allows([group], "list", Self.instances))
    }

    @Test func `an administrator may do everything, whatever other roles there are`() async {
        let groups = [User.administrators, Roles.Role.viewer.group(namespace: "a")]
        #expect(await allows(groups, "delete", Secret.kind, in: "b"))
        #expect(Roles().namespaces(of: User(name: "ann", groups: Set(groups))) == nil)
    }
}
