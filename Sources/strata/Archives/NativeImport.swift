import StrataAPI
import StrataClient

/// Brings a machine back from its stack's own backup, and takes it over.
struct NativeImport {
    let context: ClientContext
    let file: ArchiveFile
    let name: String
    let site: String
    let what: String
    let waiting: WaitOptions

    /// Sends the backup, waits until the machine shows, and adopts it.
    ///
    /// - Parameter power: what it is to do; nil for what it did when it was restored, which is nothing.
    func run(power: Instance.Power?) async throws {
        let siteName = ObjectName(name: site)
        let object = try await context.attempt(what, on: Site.kind, siteName) { () throws(ClientError) in
            try await context.client.get(Site.kind, siteName)
        }
        guard let known = Site(json: object) else { throw CommandFailure(what, cause: "the server's answer is no Site") }
        guard known.spec.adopt else {
            throw CommandFailure(
                what, cause: "the site \(site) does not show the machines that are there (spec.adopt), so that none can be taken over",
                hint: "strata patch site \(site) -p '{\"spec\": {\"adopt\": true}}'")
        }
        let objectName = ObjectName(namespace: known.spec.adoptInto, name: name)
        try await Import.checkIsNew(objectName, context, what)
        let native = try await send(to: siteName)
        try await appear(objectName, native)
        var spec: JSONValue = ["management": ["Update", "Delete"]]
        if let power { spec["power"] = .string(power.rawValue) }
        let patch: JSONValue = ["spec": spec]
        let adopted = try await context.attempt(what, on: Instance.kind, objectName) { () throws(ClientError) in
            try await context.client.merge(Instance.kind, objectName, patch)
        }
        let isPlain = context.format == .table || context.format == .wide
        guard waiting.wait, let instance = Instance(json: adopted) else {
            if isPlain { context.printer.line(TerminalText.clean("\(name): restored at \(site), and being taken over")) }
            if !isPlain { context.printer.objects([adopted], as: context.format, isList: false) }
            return
        }
        let wait = InstanceWait(context: context, name: objectName, goal: .power(instance.spec.power), timeout: waiting.timeout)
        let made = try await Progress.during(context.printer.messages) { try await wait.run($0, what: what) }
        guard isPlain else { return context.printer.objects([made.json], as: context.format, isList: false) }
        context.printer.line(Launch.summary(made))
    }

    /// - Returns: the name that the stack has for the machine.
    private func send(to site: ObjectName) async throws -> String {
        var size: Int64 = 0
        let answer = try await Progress.during(context.printer.messages) { progress in
            do {
                return try await context.client.upload("restore", of: Site.kind, site, query: [("name", name)], timeout: .seconds(3600)) {
                    let bytes = try file.read(for: what)
                    size += Int64(bytes.count)
                    progress.show(bytes.isEmpty ? "\(name): restoring" : "\(name): sending", detail: ByteCount.text(size))
                    return bytes.isEmpty ? nil : bytes
                }
            } catch let error as ClientError {
                throw CommandFailure(what, error)
            }
        }
        guard let native = answer["machine"]?.string else { throw CommandFailure(what, cause: "the server does not say what it made") }
        return native
    }

    private func appear(_ name: ObjectName, _ native: String) async throws {
        let follower = ObjectFollower(client: context.client, kind: Instance.kind, name: name)
        do {
            try await Progress.during(context.printer.messages) { progress in
                progress.show("\(name.name): restored, waiting for the site's next look")
                try await Deadline.within(waiting.timeout.duration) {
                    try await follower.follow { json in json.flatMap { Instance(json: $0) }?.status.nativeID == native }
                }
            }
        } catch is Deadline.Passed {
            throw CommandFailure(
                what, cause: "the machine \(native) is restored at \(site), and did not show within \(waiting.timeout)",
                hint: "`strata site describe \(site)` tells how the site is; `strata adopt \(name.name)` takes it over once it shows")
        } catch let error as ClientError {
            throw CommandFailure(what, error)
        }
    }
}
