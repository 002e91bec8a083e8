/// What speaks for or against a stack when nobody asked: lifecycle, effort, breadth, and being made for something else.
enum Trait {
    static func reasons(of stack: Stack, for needs: Needs) -> [Recommendation.Reason] {
        [
            lifecycle(stack), effort(stack), cost(stack), breadth(stack), administration(stack), host(stack, needs),
            specialized(stack, needs), emulated(stack, needs),
        ].compactMap { $0 }
    }

    private static func lifecycle(_ stack: Stack) -> Recommendation.Reason? {
        switch stack.values(.lifecycle).first {
        case "end-of-life": reason(stack, .lifecycle, -40, "\(stack.title) is at the end of its life")
        case "maintenance": reason(stack, .lifecycle, -6, "\(stack.title) is hardly developed any more")
        default: nil
        }
    }

    private static func effort(_ stack: Stack) -> Recommendation.Reason {
        let points = ["Low": 5, "Low-Med": 4, "Medium": 3, "Med-High": 2, "High": 1, "Very High": -1][stack.complexity] ?? -3
        return .init(text: "complexity is rated \(stack.complexity)", points: points, need: nil, fact: nil, source: nil)
    }

    private static func cost(_ stack: Stack) -> Recommendation.Reason? {
        stack.values(.cost).contains("paid") ? nil : reason(stack, .cost, 2, "no licence fee")
    }

    /// The more kinds of guests and processors, and the more of what operators use daily, the better the choice ages.
    private static func breadth(_ stack: Stack) -> Recommendation.Reason {
        let abilities = [FactKey.liveMigration, .clustering, .highAvailability, .snapshots].filter { stack.values($0).contains("yes") }
            .count
        let kinds = min(stack.values(.guestSystems).count, 4) / 2
        return .init(
            text: "of live migration, clustering, high availability and snapshots it has \(abilities); systems it runs: "
                + stack.values(.guestSystems).joined(separator: ", "),
            points: abilities + kinds, need: nil, fact: .guestSystems, source: stack.fact(.guestSystems)?.source)
    }

    private static func administration(_ stack: Stack) -> Recommendation.Reason? {
        let points =
            (stack.values(.remoteAPI).contains { $0 == "rest" || $0 == "soap" } ? 2 : 0)
            + (stack.values(.graphicalInterface).contains("yes") ? 1 : 0)
        return points == 0 ? nil : reason(stack, .remoteAPI, points, "can be administered remotely")
    }

    /// A host system of its own kind is a burden for those who did not ask for it.
    private static func host(_ stack: Stack, _ needs: Needs) -> Recommendation.Reason? {
        let hosts = stack.values(.hostSystems)
        if let asked = needs.value(.hostOS), hosts.first == asked { return reason(stack, .hostSystems, 4, "\(asked) is its home") }
        guard needs.value(.hostOS) == nil, !hosts.contains("linux"), !hosts.contains("appliance") else { return nil }
        return reason(stack, .hostSystems, -4, "wants \(hosts.joined(separator: " or ")) as host system")
    }

    /// Mainframes, Power servers and safety systems are right for those who have or need them, and for nobody else.
    private static func specialized(_ stack: Stack, _ needs: Needs) -> Recommendation.Reason? {
        if stack.values(.processorFeatures).contains("ibm-z"), needs.value(.arch) != "s390x" {
            return reason(stack, .processorFeatures, -12, "wants an IBM Z")
        }
        if stack.values(.processorFeatures).contains("ibm-power"), needs.value(.arch)?.hasPrefix("ppc64") != true {
            return reason(stack, .processorFeatures, -12, "wants an IBM Power server")
        }
        let asksSafety = needs.hard.contains { $0.kind == .hardRealTime || $0.kind == .certification }
        if stack.values(.realTime).contains("hard"), !asksSafety {
            return reason(stack, .realTime, -10, "made for embedded real-time systems")
        }
        return nil
    }

    private static func emulated(_ stack: Stack, _ needs: Needs) -> Recommendation.Reason? {
        guard stack.values(.isolation) == ["emulation"], needs.value(.guestArch) == nil else { return nil }
        return reason(stack, .isolation, -12, "emulates every instruction, slowly")
    }

    private static func reason(_ stack: Stack, _ key: FactKey, _ points: Int, _ text: String) -> Recommendation.Reason {
        .init(text: text, points: points, need: nil, fact: key, source: stack.fact(key)?.source)
    }
}
