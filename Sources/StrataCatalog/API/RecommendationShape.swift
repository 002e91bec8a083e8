import StrataAPI

/// The fields of the kind `Recommendation`.
enum RecommendationShape {
    static let needs = StackShape.object("What is needed and wished for.") {
        [
            .init("hard", StackShape.list(need, "What must be: a stack that lacks one is excluded.")),
            .init("wishes", StackShape.list(need, "What would be good: it ranks the stacks that remain.")),
        ]
    }

    static let answer = StackShape.object("The answer.") {
        [
            .init("choice", candidate.described("The best stack; absent when none meets the hard needs.")),
            .init("runnerUp", candidate.described("The second best.")),
            .init("others", StackShape.list(candidate, "The rest, best first.")),
            .init("excluded", StackShape.list(exclusion, "The stacks that lack a hard need.")),
            .init("changes", StackShape.list(change, "What would change the answer.")),
        ]
    }

    private static let need = StackShape.object("One thing a stack should bring.") {
        [
            .init(
                "kind", Shape(.string(StringRule(allowed: Need.Kind.allCases.map(\.rawValue))), "What is asked for."), isRequired: true),
            .init(
                "value",
                StackShape.text(
                    "Which one, where the kind takes a value: windows for guest, 3 for nodes, MiB for memory, a stack for leave.")
            ),
        ]
    }

    private static let reason = StackShape.object("A reason.") {
        [
            .init("text", StackShape.text("The reason in words.")),
            .init("points", Shape(.integer(-1000...1000), "Points for or against.")),
            .init("need", StackShape.text("The need it answers; absent for a general trait.")),
            .init("fact", StackShape.text("The fact it rests on.")), .init("source", StackShape.source),
        ]
    }

    private static let candidate = StackShape.object("A stack that meets every hard need.") {
        [
            .init("number", Shape(.integer(1...30), "The stack's number.")), .init("stack", StackShape.text("The stack's name.")),
            .init("title", StackShape.text("The stack's title.")),
            .init("score", Shape(.integer(-1000...10_000), "The sum of the reasons' points.")),
            .init("reasons", StackShape.list(reason, "Why, hard needs first.")),
        ]
    }

    private static let exclusion = StackShape.object("A stack that lacks a hard need.") {
        [
            .init("number", Shape(.integer(1...30), "The stack's number.")), .init("stack", StackShape.text("The stack's name.")),
            .init("title", StackShape.text("The stack's title.")), .init("reasons", StackShape.list(reason, "One for each need it lacks.")),
        ]
    }

    private static let change = StackShape.object("A change of needs that changes the answer.") {
        [
            .init("text", StackShape.text("The change in words.")), .init("need", StackShape.text("The need dropped or added.")),
            .init("stack", StackShape.text("The stack that would be chosen then; absent when none would be left.")),
        ]
    }
}
