import StrataDriverKit

/// Tries contracts at one site, one after the other.
public struct Conformance: Sendable {
    let subject: Subject
    let contracts: [Contract]

    public init(_ subject: Subject, contracts: [Contract] = Contract.all) {
        self.subject = subject
        self.contracts = contracts
    }

    /// Tries them all. Machines that a run makes are removed by it, also when it is cancelled.
    ///
    /// - Parameter tell: called with each result as it is there.
    public func run(_ tell: @Sendable (ContractResult) async throws -> Void = { _ in }) async throws -> ConformanceReport {
        let survey = try await subject.driver.survey()
        var results: [ContractResult] = []
        let start = ContinuousClock.now
        for contract in contracts {
            try Task.checkCancellation()
            let result = await result(of: contract, survey)
            results.append(result)
            try await tell(result)
        }
        return ConformanceReport(
            stack: subject.stack, site: subject.site, version: survey.version, results: results, duration: start.duration(to: .now))
    }

    private func result(of contract: Contract, _ survey: Survey) async -> ContractResult {
        let start = ContinuousClock.now
        let verdict = await verdict(of: contract, survey)
        return ContractResult(
            id: contract.id, ability: contract.ability?.rawValue ?? "", promise: contract.promise, verdict: verdict,
            duration: start.duration(to: .now))
    }

    private func verdict(of contract: Contract, _ survey: Survey) async -> ContractResult.Verdict {
        var isDegraded = false
        if let ability = contract.ability {
            guard ability.isImplemented(by: type(of: subject.driver)) else { return .notTried("the driver has no code for it") }
            switch survey.support[ability] {
            case .no(let why): return .notTried(why)
            case .degraded: isDegraded = true
            case .yes, nil: break
            }
        }
        let stage = Stage(subject)
        var verdict: ContractResult.Verdict
        do {
            try await withDeadline(contract.limit) { try await contract.body(stage) }
            verdict = .kept
        } catch let reason as NotTried {
            verdict = .notTried(reason.reason)
        } catch DriverError.unavailable(contract.ability, let why) where isDegraded {
            // What the site said that it does for some machines, it does not for one like those of trials.
            verdict = .notTried(why)
        } catch {
            verdict = .broken("\(error)")
        }
        // Not cancelled with the run: nothing may stay.
        let cleared = await Task { () -> String? in
            do {
                try await withDeadline(.seconds(120)) { try await stage.clear() }
                return nil
            } catch {
                return "\(error)"
            }
        }.value
        if let cleared {
            if case .broken(let why) = verdict {
                verdict = .broken("\(why); and what it made could not be removed: \(cleared)")
            } else {
                verdict = .broken("what it made could not be removed: \(cleared)")
            }
        }
        return verdict
    }
}
