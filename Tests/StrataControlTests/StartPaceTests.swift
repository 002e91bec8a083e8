import StrataAPI
import Testing

@testable import StrataControl

struct StartPaceTests {
    @Test func `each start of a machine that ends at once follows after twice the time, up to a minute`() throws {
        let pace = StartPace()
        let uid = UID.random()
        var now = ContinuousClock.now
        #expect(pace.wait(uid, now: now) == nil)
        var waits: [Duration] = []
        for _ in 0..<12 {
            pace.started(uid, now: now)
            let wait = try #require(pace.wait(uid, now: now))
            waits.append(wait)
            now += wait
            #expect(pace.wait(uid, now: now) == nil)
        }
        #expect(waits.prefix(4) == [.milliseconds(200), .milliseconds(400), .milliseconds(800), .milliseconds(1600)])
        #expect(waits.last == .seconds(60))
    }

    @Test func `a machine that ran for a while begins anew`() {
        let pace = StartPace()
        let uid = UID.random()
        var now = ContinuousClock.now
        for _ in 0..<8 {
            pace.started(uid, now: now)
            now += .seconds(30)
        }
        pace.started(uid, now: now)
        #expect(pace.wait(uid, now: now) == .milliseconds(200))
    }

    @Test func `a machine stopped on request starts at once`() {
        let pace = StartPace()
        let uid = UID.random()
        pace.started(uid)
        pace.forget(uid)
        #expect(pace.wait(uid) == nil)
    }
}
