import StrataAPI
import StrataDriverKit
import StrataResources

extension ConnectedSite {
    /// The driver as one that can do something, both by its code and, as the last survey found, on this site.
    ///
    /// - Throws: ``DriverError/unsupported(_:stack:)`` or ``DriverError/unavailable(_:because:)``, which are sentences.
    func able<Able>(_ ability: Ability, _ objects: ObjectService, as type: Able.Type = Able.self) throws -> Able {
        guard let able = driver as? Able else { throw DriverError.unsupported(ability, stack: stack) }
        let site = try Objects<Site>(objects).get(ObjectName(name: name))
        if let known = site?.status.abilities.first(where: { $0.name == ability.rawValue }), known.support == .no {
            throw DriverError.unavailable(ability, because: known.reason)
        }
        return able
    }
}
