import StrataAPI
import StrataClient

/// Creates an Image and waits until it is ready, telling how far it is.
struct ImageCreation {
    let context: ClientContext
    let source: String
    let name: String
    let waiting: WaitOptions

    /// The name made from a recipe's name or a file's: `debian/12` → `debian-12`, `/srv/Tools_1.tar.gz` → `tools-1`.
    static func name(for source: String) -> String {
        var text = source.hasPrefix("/") ? source.split(separator: "/").last.map(String.init) ?? "" : source
        for suffix in [".xz", ".gz", ".zst", ".bz2", ".tar", ".tgz", ".txz"] where text.hasSuffix(suffix) {
            text = String(text.dropLast(suffix.count))
        }
        let mapped = text.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? $0 : "-" }
        let isEnd: (Character) -> Bool = { $0 == "-" || $0 == "." }
        let trimmed = mapped.drop(while: isEnd).reversed().drop(while: isEnd).reversed()
        return trimmed.isEmpty ? "image" : String(trimmed.prefix(63))
    }

    func run(verb: String) async throws {
        let what = "cannot \(verb) image \(name)"
        var image = Image(name: ObjectName(name: name))
        image.spec.source = source
        image.spec.type = Image.type(ofSource: source)
        let document = image.json
        let created = try await context.attempt(what) { () throws(ClientError) in
            try await context.client.create(Image.kind, namespace: context.namespace, document)
        }
        let isPlain = context.format == .table || context.format == .wide
        guard waiting.wait else {
            if isPlain { context.printer.line("\(name): created; `strata image ls -w` shows how it goes on") }
            if !isPlain { context.printer.objects([created], as: context.format, isList: false) }
            return
        }
        let ready = try await wait(what)
        guard isPlain else { return context.printer.objects([ready.json], as: context.format, isList: false) }
        let size = ready.status.size.map { ", \($0.text)" } ?? ""
        context.printer.line(TerminalText.clean("\(name): ready\(size)"))
    }

    private func wait(_ what: String) async throws -> Image {
        let latest = Latest<Image>()
        let name = name
        let follower = ObjectFollower(client: context.client, kind: Image.kind, name: context.name(Image.kind, name))
        do {
            try await Progress.during(context.printer.messages) { progress in
                try await Deadline.within(waiting.timeout.duration) {
                    try await follower.follow { json in
                        guard let json, let image = Image(json: json) else {
                            throw CommandFailure(what, cause: "it was deleted meanwhile", status: .notFound)
                        }
                        latest.set(image)
                        if image.status.phase == .failed { throw CommandFailure(what, cause: image.status.message) }
                        let percent = image.status.progress.map { "\($0)% " } ?? ""
                        progress.show("\(name): \(image.status.phase.rawValue.lowercased())", detail: percent + image.status.message)
                        return image.status.phase == .ready
                    }
                }
            }
        } catch is Deadline.Passed {
            throw CommandFailure(
                what, cause: "not ready within \(waiting.timeout)", hint: "it goes on; `strata describe image \(name)` tells more")
        } catch let error as ClientError {
            throw CommandFailure(what, error)
        }
        guard let image = latest.value else { throw CommandFailure(what, cause: "it was not seen") }
        return image
    }
}
