import StrataAPI
import StrataDriverKit
import Testing

@testable import StrataControl

/// What becomes of machines that should run and end by themselves.
struct EndingTests {
    @Test(arguments: [
        (Instance.Restart.never, 0), (.never, 3), (.onFailure, 0),
    ]) func `a machine that is not to be started again stays as it ended, and says so`(restart: Instance.Restart, code: Int) async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("job") { $0.spec.restart = restart }
            try await plane.waitForPhase(.running, of: "job")
            lab.end("job", .exited(code))
            try await eventually("its end") { try plane.instance("job")?.hasEnded == true }
            let status = try #require(try plane.instance("job")?.status)
            #expect(status.phase == .stopped && status.lastExit?.code == code && status.restarts == 0)
            #expect(status.conditions["Ended"]?.reason == (code == 0 ? "Completed" : "Failed"))
            #expect(
                status.conditions["Ready"]?.message
                    == "it ended with exit code \(code) and stays stopped, since spec.restart is \(restart.rawValue); `strata start job` starts it"
            )
            // Later looks at the site change nothing about it.
            let looks = lab.calls("list").count
            try await eventually("two more looks") { lab.calls("list").count >= looks + 2 }
            #expect(lab.calls("start").count == 1)
            #expect(try plane.instance("job")?.status.conditions["Ready"]?.reason == "Ended")
            try await eventually("the event") { try await plane.events(about: "job").contains("Ended") }
        }
    }

    @Test(arguments: [
        (Instance.Restart.always, Instance.Exit?.some(.exited(0))), (.onFailure, .exited(1)), (.onFailure, nil),
        (.onFailure, Instance.Exit(signal: 9, reason: "Killed")),
    ]) func `a machine that is to be started again is, and counts it`(restart: Instance.Restart, exit: Instance.Exit?) async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("web") { $0.spec.restart = restart }
            try await plane.waitForPhase(.running, of: "web")
            lab.end("web", exit)
            try await eventually("a second start") { lab.calls("start").count == 2 }
            try await plane.waitForPhase(.running, of: "web")
            let status = try #require(try plane.instance("web")?.status)
            #expect(status.restarts == 1 && status.lastExit?.reason == (exit?.reason ?? "Unknown"))
            #expect(status.lastExit?.finishedAt != nil && status.conditions.holds("Ready") && status.conditions["Ended"] == nil)
            try await eventually("the event") { try await plane.events(about: "web").contains("Restarting") }
        }
    }

    @Test func `one that ended is started by who asks, by a stop and a start as well, and by a new policy`() async throws {
        try await PlaneUnderTest.run { (plane) async throws in
            let lab = try await plane.site()
            try await plane.create("job") { $0.spec.restart = .never }
            try await plane.waitForPhase(.running, of: "job")
            func end() async throws {
                lab.end("job", .exited(0))
                try await eventually("its end") { try plane.instance("job")?.hasEnded == true }
            }
            try await end()
            try await plane.plane.sessions.restart(PlaneUnderTest.name("job"))
            try await plane.waitForPhase(.running, of: "job")
            #expect(lab.calls("start").count == 2 && lab.calls("stop").isEmpty)
            try await end()
            try await plane.change("job") { $0.spec.power = .stopped }
            try await eventually("the wish to be seen") { try plane.instance("job")?.status.power == .stopped }
            #expect(try plane.instance("job")?.status.conditions["Ended"] == nil)
            try await plane.change("job") { $0.spec.power = .running }
            try await plane.waitForPhase(.running, of: "job")
            try await end()
            try await plane.change("job") { $0.spec.memory = Quantity("64Mi") }
            try await eventually("the change") { lab.calls("update").count >= 3 }
            #expect(lab.calls("start").count == 3)
            try await plane.change("job") { $0.spec.restart = .always }
            try await plane.waitForPhase(.running, of: "job")
            #expect(try plane.instance("job")?.status.restarts == 1)
        }
    }

    @Test func `what ended stays so when the server is started again, and what ends meanwhile is judged by how it ended`() async throws {
        try await ObjectsUnderTest.run { (objects) async throws in
            let token = String(UInt32.random(in: 0 ... .max), radix: 36)
            try await PlaneUnderTest.run(over: objects, token: token) { (plane) async throws in
                let lab = try await plane.site()
                for name in ["ended", "job", "web"] {
                    try await plane.create(name) { $0.spec.restart = name == "web" ? .onFailure : .never }
                    try await plane.waitForPhase(.running, of: name)
                }
                lab.end("ended", .exited(0))
                try await eventually("its end") { try plane.instance("ended")?.hasEnded == true }
            }
            let lab = Laboratory.of("lab-\(token)")
            lab.end("job", .exited(4))
            lab.end("web", .exited(5))
            let before = lab.calls("start").count
            try await PlaneUnderTest.run(over: objects, token: token) { (plane) async throws in
                try await eventually("its end") { try plane.instance("job")?.hasEnded == true }
                try await eventually("a start") { try plane.instance("web")?.status.restarts == 1 }
                try await plane.waitForPhase(.running, of: "web")
                #expect(try plane.instance("job")?.status.lastExit?.code == 4 && plane.instance("web")?.status.lastExit?.code == 5)
                #expect(try plane.instance("ended")?.hasEnded == true)
                #expect(lab.calls("start").count == before + 1)
            }
        }
    }
}
