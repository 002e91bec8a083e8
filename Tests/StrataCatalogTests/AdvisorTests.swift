import Foundation
import Testing

@testable import StrataCatalog

@Suite struct AdvisorTests {
    @Test func `there are at least forty needs`() { #expect(AdvisorCase.all.count >= 40) }

    @Test(arguments: AdvisorCase.all)
    func `an expert would agree`(_ advisorCase: AdvisorCase) throws {
        let answer = try Advisor.recommend(advisorCase.needs())
        if advisorCase.accepted.isEmpty {
            #expect(answer.choice == nil)
            #expect(answer.excluded.count == 29)
        } else {
            let choice = try #require(answer.choice)
            let ranking = ([answer.choice, answer.runnerUp].compactMap { $0 } + answer.others).prefix(5).map { "\($0.stack) \($0.score)" }
            #expect(advisorCase.accepted.contains(choice.stack), "\(ranking)")
        }
    }

    @Test(arguments: AdvisorCase.all)
    func `order and repetition never matter`(_ advisorCase: AdvisorCase) throws {
        let needs = try advisorCase.needs()
        let turned = Needs(hard: needs.hard.reversed() + needs.hard, wishes: needs.wishes.reversed())
        #expect(try Advisor.recommend(needs) == Advisor.recommend(turned))
    }

    @Test(arguments: AdvisorCase.all)
    func `another hard need never adds a stack`(_ advisorCase: AdvisorCase) throws {
        let needs = try advisorCase.needs()
        let stacks = try Catalog.all()
        let before = Set(Advisor.rank(needs, stacks).0.map(\.stack))
        let asked = try AdvisorCase.all.flatMap { try $0.hard.map(AdvisorCase.need) }
        let more = Dictionary(grouping: Set(asked).sorted(), by: \.kind).values.flatMap { $0.prefix(2) }
        for need in more {
            let after = Set(Advisor.rank(Needs(hard: needs.hard + [need], wishes: needs.wishes), stacks).0.map(\.stack))
            #expect(after.isSubset(of: before), "\(need)")
        }
    }

    @Test(arguments: AdvisorCase.all)
    func `every exclusion names need, fact and source, and every stack is answered for`(_ advisorCase: AdvisorCase) throws {
        let answer = try Advisor.recommend(advisorCase.needs())
        #expect((Self.remaining(answer) + answer.excluded.map(\.stack)).sorted() == Catalog.index.map(\.id).sorted())
        for reason in answer.excluded.flatMap(\.reasons) {
            #expect(reason.need != nil)
            #expect(!reason.text.isEmpty)
            let isOwn = reason.need?.hasPrefix("leave=") == true
            #expect(isOwn || (reason.fact != nil && reason.source != nil), "\(reason)")
        }
        for candidate in [answer.choice, answer.runnerUp].compactMap({ $0 }) + answer.others {
            #expect(candidate.score == candidate.reasons.reduce(0) { $0 + $1.points })
        }
    }

    @Test func `what would change the answer does change it`() throws {
        for advisorCase in AdvisorCase.all {
            let needs = try advisorCase.needs()
            let answer = try Advisor.recommend(needs)
            for change in answer.changes {
                let need = try AdvisorCase.need(change.need)
                let isDropped = needs.hard.contains(need) || change.text.hasPrefix("without")
                let changed = isDropped ? needs.without(need) : Needs(hard: needs.hard + [need], wishes: needs.wishes)
                let other = try Advisor.recommend(changed).choice?.stack
                #expect(other == change.stack)
                #expect(other != answer.choice?.stack)
            }
        }
    }

    @Test func `an answer survives JSON, and needs are read from it`() throws {
        let json = #"{"hard":[{"kind":"nodes","value":"3"},{"kind":"highAvailability"}],"wishes":[{"kind":"leave","value":"vsphere"}]}"#
        let needs = try JSONDecoder().decode(Needs.self, from: Data(json.utf8))
        #expect(needs.hard.map(\.description) == ["highAvailability", "nodes=3"])
        let answer = try Advisor.recommend(needs)
        #expect(try JSONDecoder().decode(Recommendation.self, from: JSONEncoder().encode(answer)) == answer)
    }

    @Test(arguments: ["guest=beos", "nodes=0", "nodes=many", "liveMigration=yes", "leave=esxi", "arch=", "wings", "memory=-1"])
    func `a need that makes no sense is refused`(text: String) {
        #expect(throws: AdvisorError.self) { try AdvisorCase.need(text) }
    }

    @Test func `an old stack is not recommended to anybody`() throws {
        #expect(try Advisor.recommend(Needs(hard: [])).choice?.stack != "oracle-vm")
        #expect(try Advisor.recommend(Needs(hard: [Need(.guest, "solaris"), Need(.remoteAPI)])).choice?.stack != "oracle-vm")
    }

    private static func remaining(_ answer: Recommendation) -> [String] {
        ([answer.choice, answer.runnerUp].compactMap { $0 } + answer.others).map(\.stack)
    }
}
