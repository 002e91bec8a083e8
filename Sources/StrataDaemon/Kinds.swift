import LXCDriver
import LXDDriver
import LibvirtDriver
import NspawnDriver
import ProxmoxDriver
import QEMUDriver
import StrataAPI
import StrataCatalog
public import StrataDriverKit
import VSphereDriver

/// The registry: which drivers this program has, and which kinds it serves. Whoever adds a stack adds its line here.
public enum Kinds {
    /// The drivers, one per stack.
    public static let drivers: [any Driver.Type] = [
        LXCDriver.self,
        LXDDriver.self,
        NspawnDriver.self,
        TCGDriver.self,
        KVMDriver.self,
        LibvirtDriver.self,
        ProxmoxDriver.self,
        VSphereDriver.self,
    ]

    static let all: [KindDefinition] =
        counted + [
            KindDefinition(ResourceQuota.self, refine: { ResourceQuota.refine($0, kinds: counted.map(\.kind)) })
        ]

    /// All kinds of which there can be so many in a namespace.
    private static let counted: [KindDefinition] = [
        KindDefinition(Namespace.self, complete: Namespace.complete),
        KindDefinition(Secret.self, normalize: Secret.normalize),
        KindDefinition(Event.self),
        KindDefinition(Site.self),
        KindDefinition(Host.self),
        KindDefinition(
            Instance.self,
            refine: { Instance.refine($0, options: Dictionary(drivers.map { ($0.stack, $0.options) }, uniquingKeysWith: { $1 })) },
            complete: Instance.complete),
        KindDefinition(Image.self),
        KindDefinition(Migration.self, complete: Migration.complete),
        KindDefinition(Snapshot.self, complete: Snapshot.complete),
        KindDefinition(SnapshotSchedule.self),
        KindDefinition(Backup.self, complete: Backup.complete),
        KindDefinition(Network.self, complete: Network.complete),
        KindDefinition(Volume.self, complete: Volume.complete),
        KindDefinition(StackObject.self, documents: StackDocuments.all),
        KindDefinition(RecommendationObject.self, answer: RecommendationObject.answer),
    ]
}
