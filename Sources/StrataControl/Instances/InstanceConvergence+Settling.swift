import StrataAPI
import StrataDriverKit
import StrataResources

extension InstanceConvergence {
    /// Writes down what the machine is now.
    func settle(_ id: NativeID, _ known: ObservedInstance?, _ comparison: Comparison) async throws {
        let driver = driver
        let seen: ObservedInstance?
        if let known { seen = known } else { seen = try await withDeadline(context.patience) { try await driver.observe(id) } }
        guard let seen else { throw DriverError.failed(.init("find", id.text, answer: "it was gone right after it was worked on")) }
        let generation = instance.metadata.generation
        let observation = Observation(seen)
        // What was changed by this pass is in line as it is now; what was only looked at, as it was then.
        let settings = comparison.settings ?? (known == nil ? seen.settings : instance.status.settings)
        if known != nil, instance.status.operation == nil, instance.status.observedGeneration == generation,
            instance.status.power == instance.spec.power, instance.status.settings == settings, !observation.differs(from: instance)
        {
            return
        }
        let (digest, type, power) = (instance.status.imageDigest, instance.spec.type, instance.spec.power)
        try await context.store.changeWhole(instance.name, uid: instance.metadata.uid) { instance in
            if instance.spec.type == nil { instance.spec.type = type }
            instance.status.operation = nil
            if comparison.missing == nil { instance.status.observedGeneration = generation }
            instance.status.imageDigest = digest
            instance.status.power = power
            instance.status.settings = settings
            if power == .stopped { instance.status.conditions.removeAll { $0.type == "Ended" } }
            comparison.write(to: &instance, generation)
            observation.write(to: &instance)
        }
    }
}
