import StrataAPI
import StrataClient

/// Makes an instance of a stack's own backup: an Instance that waits for it, and then the backup. An Instance whose backup did not come is removed again.
struct NativeImport {
    let context: ClientContext
    let name: String
    let path: String
    let site: String
    let power: Instance.Power

    private var what: String { "cannot import \(name)" }

    func run(_ waiting: WaitOptions) async throws {
        if let problem = StringRule.subdomain.check?(name) { throw CommandFailure(what, cause: problem, status: .usage) }
        let file = try ArchiveFile.reading(path, for: what)
        let objectName = context.name(Instance.kind, name)
        if try await !isWaiting(objectName) {
            var instance = Instance(name: ObjectName(name: name))
            instance.spec.site = site
            instance.spec.source = .upload
            instance.spec.power = power
            let document = instance.json
            _ = try await context.attempt(what) { () throws(ClientError) in
                try await context.client.create(Instance.kind, namespace: context.namespace, document)
            }
        }
        let made = try await Progress.during(context.printer.messages) { progress in
            do {
                try await send(file, to: objectName, progress)
            } catch {
                // Also where the user gave up: what waits for nothing must not stay.
                await Task { [context] in _ = try? await context.client.delete(Instance.kind, objectName) }.value
                throw error
            }
            guard waiting.wait else { return Instance?.none }
            let wait = InstanceWait(context: context, name: objectName, goal: .power(power), timeout: waiting.timeout)
            return try await wait.run(progress, what: what)
        }
        let isPlain = context.format == .table || context.format == .wide
        guard let made else {
            if isPlain { context.printer.line("\(name): imported; `strata ls -w` shows how it goes on") }
            return
        }
        guard isPlain else { return context.printer.objects([made.json], as: context.format, isList: false) }
        context.printer.line(Launch.summary(made))
    }

    /// Whether there is an instance that waits for its backup already, as one that was given up half-way leaves it. Any other of the name is refused.
    private func isWaiting(_ objectName: ObjectName) async throws(CommandFailure) -> Bool {
        let found: JSONValue
        do throws(ClientError) {
            found = try await context.client.get(Instance.kind, objectName)
        } catch {
            if error.isNotFound { return false }
            throw CommandFailure(what, error)
        }
        if let instance = Instance(json: found), instance.spec.source?.upload == true, instance.status.nativeID.isEmpty,
            instance.spec.site == site, !instance.metadata.isBeingDeleted
        {
            return true
        }
        throw CommandFailure(
            what, cause: "an instance \(name) exists", hint: "another name makes another instance, `strata rm \(name)` removes this one",
            status: .conflict)
    }

    private func send(_ file: ArchiveFile, to instance: ObjectName, _ progress: Progress) async throws {
        var size: Int64 = 0
        do {
            _ = try await context.client.upload("backup", of: Instance.kind, instance, timeout: .seconds(3600)) {
                let bytes = try file.read(for: what)
                size += Int64(bytes.count)
                progress.show("\(name): sending", detail: ByteCount.text(size))
                return bytes.isEmpty ? nil : bytes
            }
        } catch let error as ClientError {
            throw CommandFailure(what, error)
        }
    }
}
