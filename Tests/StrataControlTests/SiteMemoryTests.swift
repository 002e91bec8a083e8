import StrataAPI
import StrataDriverKit
import Testing

@testable import StrataControl

@Suite struct SiteMemoryTests {
    @Test func `usages of a large site take turns, those first that have waited longest`() {
        let memory = SiteMemory()
        let uids = (0..<(SiteMemory.usagesPerLook * 2 + 10)).map { UID("\($0)") }
        let start = ContinuousClock.now
        var written: Set<UID> = []
        for look in 0..<3 {
            let due = memory.takeDueUsages("s", among: uids, now: start.advanced(by: .seconds(look * 40)))
            #expect(due.count == SiteMemory.usagesPerLook)
            if look < 2 { #expect(written.isDisjoint(with: due)) }
            written.formUnion(due)
        }
        #expect(written == Set(uids))
    }

    @Test func `a usage that was written is not due again until its time has come`() {
        let memory = SiteMemory()
        let start = ContinuousClock.now
        #expect(memory.takeDueUsages("s", among: [UID("a")], now: start) == [UID("a")])
        #expect(memory.takeDueUsages("s", among: [UID("a")], now: start.advanced(by: .seconds(29))) == [])
        #expect(memory.takeDueUsages("s", among: [UID("a")], now: start.advanced(by: .seconds(30))) == [UID("a")])
    }

    @Test func `a survey that is wanted is due at the next look, and once`() {
        let memory = SiteMemory()
        #expect(memory.isSurveyDue("s", generation: 1))
        memory.wasSurveyed("s", generation: 1)
        #expect(!memory.isSurveyDue("s", generation: 1))
        memory.wantSurvey("s")
        #expect(memory.isSurveyDue("s", generation: 1))
        memory.wasSurveyed("s", generation: 1)
        #expect(!memory.isSurveyDue("s", generation: 1))
    }
}
