import StrataAPI
import StrataDriverKit

extension Contract {
    static let creating: [Contract] = [
        Contract("create", "A created machine is stopped, carries its instance's UID, and is listed as it is observed.") { stage in
            let (instance, id) = try await stage.stopped()
            let machine = try await stage.observe(id)
            try stage.expectEqual(machine.owner, instance.metadata.uid, "the owner")
            try stage.expectEqual(machine.power, .stopped, "the power")
            try stage.expectEqual(machine.type, stage.subject.image.type, "the type")
            try stage.expectEqual(machine.problem, "", "the problem")
            let listed = try await stage.machines(of: instance.metadata.uid)
            try stage.expectEqual(listed.map(\.id), [id], "the list's machines of that UID")
        },
        Contract("create.idempotent", "Creating again for the same UID gives the same machine and makes no second one.") { stage in
            let (instance, id) = try await stage.stopped()
            try stage.expectEqual(try await stage.create(instance), id, "the machine of a second call")
            try await stage.driver.start(id)
            try stage.expectEqual(try await stage.create(instance), id, "the machine of a third call, while it runs")
            try stage.expectEqual(try await stage.power(id), .running, "its power after that")
            try stage.expectEqual(try await stage.machines(of: instance.metadata.uid).count, 1, "the number of machines of that UID")
        },
        Contract("create.taken", "A name that another instance's machine has is not taken from it.") { stage in
            let (first, id) = try await stage.stopped()
            let second = stage.instance()
            do {
                let other = try await stage.create(second)
                try stage.expect(other != id, "both instances were given the machine \(id)")
            } catch DriverError.refused {
                // A stack without other names to give says no.
            }
            try stage.expectEqual(try await stage.observe(id).owner, first.metadata.uid, "the owner of the first machine")
        },
        Contract("create.concurrent", "Callers that create different machines at once all get theirs.") { stage in
            let instances = ["a", "b", "c", "d"].map { stage.instance($0) }
            let ids = try await withThrowingTaskGroup(of: (UID, NativeID).self) { group in
                for instance in instances { group.addTask { (instance.metadata.uid, try await stage.create(instance)) } }
                return try await group.reduce(into: [UID: NativeID]()) { $0[$1.0] = $1.1 }
            }
            try stage.expectEqual(Set(ids.values).count, instances.count, "the number of different machines")
            for (uid, id) in ids { try stage.expectEqual(try await stage.observe(id).owner, uid, "the owner of \(id)") }
        },
        Contract("create.hostile", "Names, labels and environments with every kind of character reach nothing but the machine.") { stage in
            let words = "$(touch /strata-was-here) `id` 'a' \"b\" \\ \n\t ; | & , = % ä"
            let instance = stage.instance(String(repeating: "n", count: 50)) { instance in
                instance.metadata.labels = ["app.example/part": "a.b_c-d"]
                if stage.subject.image.type == .container { instance.spec.environment = ["WORDS": words] }
            }
            let id = try await stage.create(instance)
            try await stage.driver.start(id)
            try stage.expectEqual(try await stage.power(id), .running, "the power")
            if stage.driver is any Executing, stage.subject.image.type == .container {
                let file = try await stage.exec(id, "sh", "-c", "[ -e /strata-was-here ] && echo there; echo done")
                try stage.expectEqual(file.output, "done\n", "what the machine shows of it")
            }
        },
    ]
}
