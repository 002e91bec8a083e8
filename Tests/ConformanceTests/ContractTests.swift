import StrataConformance
import StrataDaemon
import StrataDriverKit
import Testing

/// A contract at a stack, as a test names it.
struct Promise: Sendable, CustomTestStringConvertible {
    let stack: String
    let contract: Contract

    var testDescription: String { "\(stack): \(contract.promise)" }

    static let all = Kinds.drivers.flatMap { driver in Contract.all.map { Promise(stack: driver.stack, contract: $0) } }
}

/// Every driver against the real engine of this machine: a stack's contracts one after the other, some stacks side by side.
@Suite(.bench) struct ContractTests {
    @Test(arguments: Promise.all)
    func `the driver keeps its contract`(promise: Promise) async throws {
        guard let bench = Bench.all[promise.stack] else {
            let why = try #require(Bench.unusable[promise.stack], "the stack was neither prepared nor found unusable")
            try Test.cancel("\(promise.stack) cannot be used here: \(why)")
        }
        let report = try await bench.tryOut(promise.contract)
        Bench.ledger.add(report)
        let result = try #require(report.results.first { $0.id == promise.contract.id })
        switch result.verdict {
        case .kept: break
        case .broken(let why): Issue.record("\(why)")
        case .notTried(let why): try Test.cancel("\(why)")
        }
    }
}
