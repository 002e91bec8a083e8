import StrataCatalog

/// Asks for needs one after the other. An empty answer means that it does not matter.
struct Questionnaire {
    /// Says something that needs no answer.
    var say: (String) -> Void
    /// Returns the line typed; nil at the end of input, which ends the questions.
    var ask: () -> String?

    private static let questions: [(kind: Need.Kind, text: String)] = [
        (.guest, "Which operating systems must run inside (windows, linux, freebsd, …)?"),
        (.kind, "As what: container, vm, partition, pod?"),
        (.nodes, "How many machines are there?"),
        (.memory, "How much memory does one have, such as 16GiB?"),
        (.arch, "Which processors do they have (x86_64, arm64, s390x, …)?"),
        (.hostOS, "Which operating system must host it (linux, freebsd, windows, …)?"),
        (.leave, "Which stack is to be replaced?"),
        (.highAvailability, "Must guests restart elsewhere when a host fails?"),
        (.liveMigration, "Must running guests move between hosts?"),
        (.graphicalInterface, "Must there be a graphical interface?"),
        (.gitops, "Must configuration come from version control?"),
        (.noLicenceCost, "Must there be no licence fee?"),
        (.certification, "Which certificate is needed (do-178c, common-criteria, …)?"),
        (.hardRealTime, "Must response times be guaranteed?"),
    ]

    /// The needs that were answered. What is answered with a `?` at its end is only wished for.
    func needs() throws(CommandFailure) -> Needs {
        say("Press return where it does not matter; put ? after what would only be good.\n")
        var hard: [Need] = []
        var wishes: [Need] = []
        asking: for question in Self.questions {
            let isYesOrNo = question.kind.isYesOrNo
            while true {
                say("\(question.text)\(isYesOrNo ? " [y/N]" : "") ")
                guard let line = ask() else { break asking }
                var answer = String(line.split(separator: " ").joined().lowercased())
                let isWish = answer.hasSuffix("?")
                if isWish { answer.removeLast() }
                if answer.isEmpty { continue asking }
                if isYesOrNo {
                    if ["n", "no"].contains(answer) { continue asking }
                    guard ["y", "yes"].contains(answer) else { continue }
                    answer = ""
                }
                do throws(CommandFailure) {
                    let found = try NeedOptions.needs(question.kind, [answer])
                    if isWish { wishes += found } else { hard += found }
                    continue asking
                } catch {
                    // Asked again, with what would do.
                    say(error.text)
                }
            }
        }
        return Needs(hard: hard, wishes: wishes)
    }
}

extension Need.Kind {
    fileprivate var isYesOrNo: Bool { values.isEmpty && self != .nodes && self != .memory }
}
