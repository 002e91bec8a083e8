import Foundation
import StrataAPI
import StrataConformance
import StrataDriverKit
import Testing

@testable import NspawnDriver

extension `Where systemd is the first process` {
    /// `make test-slow`: all contracts, which the suite of them tries where systemd is not the first process.
    @Suite(.enabled(if: ProcessInfo.processInfo.environment["STRATA_SLOW"] != nil)) struct `that take long` {
        @Test(.timeLimit(.minutes(10)), arguments: [MachineDefinition.Root.directory, .overlay])
        func `the driver keeps its contracts`(root: MachineDefinition.Root) async throws {
            let system = try #require(BootedSystem.current)
            let connect: @Sendable () async throws -> any Driver = {
                root == .overlay ? try await system.connectAboveMemory() : try await system.connect()
            }
            // No second process can be had that reaches the system.
            let subject = Subject(site: "booted", driver: try await connect(), image: system.image, connect: connect)
            let report = try await Conformance(subject).run()
            for result in report.broken { Issue.record("\(result.id): \(result.verdict)") }
            let kept = report.results.filter { $0.verdict == .kept }
            for ability in Ability.allCases where ability.isImplemented(by: NspawnDriver.self) {
                #expect(kept.contains { $0.ability == ability.rawValue }, "\(ability)")
            }
        }
    }
}
