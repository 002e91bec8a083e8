import ArgumentParser
import StrataAPI
import StrataClient

/// Shows how machines differ from what their instances say, as differences between texts.
struct MachineDifferences {
    let context: ClientContext

    func run(_ names: [String]) async throws {
        var isDifferent = false
        var plans: [JSONValue] = []
        let isText = ![.json, .yaml].contains(context.format)
        try await SeveralFailures.collect(names) { name in
            let objectName = context.name(Instance.kind, name)
            let plan = try await context.attempt("cannot compare \(name)", on: Instance.kind, objectName) { () throws(ClientError) in
                try await context.client.plan(objectName)
            }
            plans.append(plan)
            let changes = plan["changes"]?.array ?? []
            guard !changes.isEmpty else { return }
            isDifferent = true
            if isText { show(name, changes, since: plan["since"]?.string) }
        } finally: {
            if !isText { context.printer.objects(plans, as: context.format, isList: names.count > 1) }
        }
        if isDifferent { throw ExitCode(ExitStatus.failed.rawValue) }
    }

    private func show(_ name: String, _ changes: [JSONValue], since: String?) {
        func lines(_ member: String) -> [String] {
            changes.compactMap { change in
                guard let field = change["field"]?.string, let value = change[member], !value.isNull else { return nil }
                return TerminalText.clean("\(field): \(value.string ?? value.text)")
            }
        }
        let reference = "instance.strata.dev/\(TerminalText.clean(name))"
        let diff = UnifiedDiff(lines("found"), lines("wanted"), from: "machine/\(reference)", to: "wanted/\(reference)")
        context.printer.output.write(diff.text(hasColor: context.printer.hasColor && context.printer.output.isTerminal))
        if let since { context.printer.message(TerminalText.clean("\(name): seen to differ since \(since)")) }
    }
}
