/// How a stack answers one need, and the fact that says so.
struct Judgement: Hashable, Sendable {
    enum Verdict: Hashable, Sendable {
        case met
        case partly
        case unmet
        /// The catalog records no fact; nothing is excluded on a guess.
        case unknown
    }

    var verdict: Verdict
    var text: String
    var fact: Fact?
}

extension Judgement {
    /// Judges a stack by one need. Some needs depend on others that stand beside them in `needs`: high availability on the number of
    /// machines, a guest's architecture on the host's, doing without virtualization on the guests.
    init(_ need: Need, of stack: Stack, beside needs: [Need]) {
        switch need.kind {
        case .guest: self = .contains(stack, .guestSystems, need.value, .can("run \(need.value) guests"))
        case .kind: self = .contains(stack, .guestKinds, need.value, .can("run units of kind \(need.value)"))
        case .arch: self = .contains(stack, .architectures, need.value, .can("run on \(need.value)"))
        case .guestArch: self = .guestArchitecture(stack, need.value, hosts: needs.filter { $0.kind == .arch }.map(\.value))
        case .hostOS: self = .contains(stack, .hostSystems, need.value, .can("be hosted by \(need.value)"))
        case .isolation: self = .contains(stack, .isolation, need.value, .can("separate guests by \(need.value)"))
        case .certification:
            let claim = Claim("is certified to \(need.value)", not: "has no certificate to \(need.value)")
            self = .any(stack, .certifications, claim) { $0 == need.value || $0.hasPrefix(need.value + "-") }
        case .nodes: self = .nodes(stack, Int(need.value) ?? 1)
        case .memory: self = .memory(stack, Int(need.value) ?? 0)
        case .leave: self = .leave(stack, need.value)
        case .liveMigration: self = .graded(stack, .liveMigration, .can("move running guests"))
        case .highAvailability:
            self = .availability(stack, nodes: needs.filter { $0.kind == .nodes }.compactMap { Int($0.value) }.min())
        case .clustering: self = .graded(stack, .clustering, .can("join hosts into clusters"))
        case .snapshots: self = .graded(stack, .snapshots, .can("take snapshots"))
        case .graphicalInterface:
            self = .graded(stack, .graphicalInterface, Claim("has a graphical interface", not: "has no graphical interface"))
        case .gitops: self = .graded(stack, .gitops, .can("be configured from version control"))
        case .remoteAPI:
            let claim = Claim("has a remote interface for programs", not: "has no remote interface for programs")
            self = .any(stack, .remoteAPI, claim) { ["rest", "soap", "rpc"].contains($0) }
        case .noLicenceCost:
            self = .any(stack, .cost, Claim("costs no licence fee", not: "costs licence fees")) { $0 != "paid" }
        case .openSource: self = .contains(stack, .licence, "open-source", Claim("is open source", not: "is not open source"))
        case .hardRealTime: self = .contains(stack, .realTime, "hard", .can("guarantee response times"))
        case .noVirtualization: self = .plainProcessor(stack, beside: needs)
        case .supported:
            let claim = Claim("is developed and supported today", not: "is not fully developed and supported today")
            self = .contains(stack, .lifecycle, "active", claim)
        }
    }

    /// A statement and its opposite, without the subject.
    private struct Claim {
        var affirmed: String
        var denied: String

        init(_ affirmed: String, not denied: String) {
            self.affirmed = affirmed
            self.denied = denied
        }

        static func can(_ act: String) -> Claim { Claim("can \(act)", not: "cannot \(act)") }
    }

    private static func any(_ stack: Stack, _ key: FactKey, _ claim: Claim, _ holds: (String) -> Bool) -> Judgement {
        guard let fact = stack.fact(key) else { return unknown(stack, claim) }
        let verdict: Verdict = fact.values.contains(where: holds) ? .met : .unmet
        return Judgement(verdict: verdict, text: sentence(stack, claim, verdict, fact), fact: fact)
    }

    private static func contains(_ stack: Stack, _ key: FactKey, _ value: String, _ claim: Claim) -> Judgement {
        any(stack, key, claim) { $0 == value }
    }

    private static func graded(_ stack: Stack, _ key: FactKey, _ claim: Claim) -> Judgement {
        guard let fact = stack.fact(key) else { return unknown(stack, claim) }
        let verdict: Verdict = fact.values.contains("yes") ? .met : fact.values.contains("limited") ? .partly : .unmet
        return Judgement(verdict: verdict, text: sentence(stack, claim, verdict, fact), fact: fact)
    }

    private static func nodes(_ stack: Stack, _ count: Int) -> Judgement {
        guard count > 1 else { return Judgement(verdict: .met, text: "\(stack.title) can run on one machine") }
        return graded(stack, .clustering, .can("join \(count) hosts into a cluster"))
    }

    private static func memory(_ stack: Stack, _ mebibytes: Int) -> Judgement {
        guard let fact = stack.fact(.minimumMemory), let least = fact.values.first.flatMap({ Int($0) }) else {
            return Judgement(verdict: .unknown, text: "for \(stack.title) no least memory is documented")
        }
        let text = "\(stack.title) wants at least \(least) MiB\(tail(fact))"
        return Judgement(verdict: least <= mebibytes ? .met : .unmet, text: text, fact: fact)
    }

    private static func availability(_ stack: Stack, nodes: Int?) -> Judgement {
        let graded = graded(stack, .highAvailability, .can("restart guests after a host failure"))
        guard graded.verdict == .met, let nodes else { return graded }
        guard nodes > 1 else {
            return Judgement(verdict: .unmet, text: "\(stack.title): one machine cannot stand in for itself", fact: graded.fact)
        }
        guard let fact = stack.fact(.availabilityNodes), let least = fact.values.first.flatMap({ Int($0) }), least > nodes else {
            return graded
        }
        return Judgement(verdict: .unmet, text: "\(stack.title) needs \(least) nodes for high availability\(tail(fact))", fact: fact)
    }

    /// Only emulators run guests made for another processor than the host's.
    private static func guestArchitecture(_ stack: Stack, _ wanted: String, hosts: [String]) -> Judgement {
        let claim = Claim.can("run guests made for \(wanted)")
        if stack.fact(.guestArchitectures) != nil { return contains(stack, .guestArchitectures, wanted, claim) }
        guard let host = hosts.first(where: { $0 != wanted }) else { return contains(stack, .architectures, wanted, claim) }
        return Judgement(
            verdict: .unmet, text: "\(stack.title) runs guests of the host's own architecture only, not \(wanted) on \(host)",
            fact: stack.fact(.architectures))
    }

    /// Where a stack needs the extensions for some of its guests only, it depends on which are asked for.
    private static func plainProcessor(_ stack: Stack, beside needs: [Need]) -> Judgement {
        let claim = Claim("does without virtualization extensions", not: "needs virtualization extensions or a processor of its own")
        let isMixed = stack.values(.processorFeatures).contains { $0 != "none" }
        let asksForeign = needs.contains { $0.kind == .guest && $0.value != "linux" }
        let asksMachine = needs.contains { $0.kind == .kind && $0.value == "vm" } && stack.values(.guestKinds).contains("container")
        guard isMixed, asksForeign || asksMachine, let fact = stack.fact(.processorFeatures) else {
            return contains(stack, .processorFeatures, "none", claim)
        }
        return Judgement(verdict: .unmet, text: sentence(stack, claim, .unmet, fact), fact: fact)
    }

    private static func leave(_ stack: Stack, _ old: String) -> Judgement {
        guard stack.id != old else { return Judgement(verdict: .unmet, text: "\(stack.title) is what is to be left") }
        guard let fact = stack.fact(.importsFrom), fact.values.contains(old) else {
            return Judgement(verdict: .partly, text: "\(stack.title) brings no import tool for \(old)", fact: stack.fact(.importsFrom))
        }
        return Judgement(verdict: .met, text: "\(stack.title) imports from \(old)\(tail(fact))", fact: fact)
    }

    private static func unknown(_ stack: Stack, _ claim: Claim) -> Judgement {
        Judgement(verdict: .unknown, text: "it is not recorded whether \(stack.title) \(claim.affirmed)")
    }

    private static func sentence(_ stack: Stack, _ claim: Claim, _ verdict: Verdict, _ fact: Fact) -> String {
        let says =
            switch verdict {
            case .met, .unknown: claim.affirmed
            case .partly: "\(claim.affirmed) only within limits"
            case .unmet: claim.denied
            }
        return "\(stack.title) \(says)\(tail(fact))"
    }

    private static func tail(_ fact: Fact) -> String { fact.note.isEmpty ? "" : " (\(fact.note))" }
}
