import StrataAPI
import StrataDriverKit

extension Contract {
    static let surveying: [Contract] = [
        Contract(
            "survey", "A survey names the stack's version and its hosts with their capacity, and gives reasons for what does not work."
        ) {
            stage in
            let survey = try await stage.driver.survey()
            try stage.expect(!survey.version.isEmpty, "the survey names no version")
            try stage.expect(!survey.hosts.isEmpty, "the survey has no host")
            for host in survey.hosts {
                try stage.expect(!host.name.isEmpty, "a host has no name")
                try stage.expect(host.status.cpus > 0, "host \(host.name) has no processors")
            }
            for (ability, support) in survey.support where support != .yes {
                try stage.expect(!support.reason.isEmpty, "\(ability.rawValue) is said not to work fully, without a reason")
            }
            try stage.expect(!survey.boxes.isEmpty, "the survey tells of no box of the stack's picture")
        }
    ]

    static let lookingUp: [Contract] = [
        Contract("unknown.observe", "A machine that does not exist is nil, whatever its name looks like.") { stage in
            for name in hostileNames {
                let found = try await stage.driver.observe(NativeID(name))
                try stage.expect(found == nil, "something is called \(name.debugDescription)")
            }
        },
        Contract("unknown.refusal", "Starting or stopping what does not exist is refused as not found.") { stage in
            for name in hostileNames {
                let id = NativeID(name)
                try await stage.expectRefusal("starting \(name.debugDescription)", .notFound, .refused) { try await stage.driver.start(id) }
                try await stage.expectRefusal("stopping \(name.debugDescription)", .notFound, .refused) {
                    try await stage.driver.stop(id, grace: .zero)
                }
            }
        },
        Contract("reconnect", "A second connection, as after a restart, sees the same machines with the same owners, running ones too.") {
            stage in
            let (running, stopped) = (stage.instance("a"), stage.instance("b"))
            let (first, second) = try await stage.onConnection { driver in
                let id = try await driver.create(stage.order(running))
                try await driver.start(id)
                return (id, try await driver.create(stage.order(stopped)))
            }
            let seen = try await stage.onConnection { try await $0.list() }
            let machine = seen.first { $0.owner == running.metadata.uid }
            try stage.expectEqual(machine?.id, first, "the running machine by its UID")
            try stage.expectEqual(machine?.power, .running, "its power")
            try stage.expectEqual(seen.first { $0.owner == stopped.metadata.uid }?.id, second, "the stopped machine by its UID")
        },
    ]

    /// Names that no machine has, among them such as would do harm where a driver did not guard against them.
    private static let hostileNames = [
        "no-such-machine", "../../etc", "..", "", "a/b", "-rf", "--help", "$(touch /strata-was-here)", "a b", "ä", "a\nb",
        String(repeating: "x", count: 300),
    ]
}
