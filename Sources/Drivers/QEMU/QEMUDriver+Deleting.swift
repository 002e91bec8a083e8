public import StrataAPI
public import StrataDriverKit
import StrataLinuxHost

extension QEMUDriver {
    /// See ``Driver/delete(_:owner:)``. A running machine is stopped hard first; its address, ports and limits go with it, its network device by itself.
    public func delete(_ id: NativeID, owner: UID) async throws(DriverError) {
        let attempt = "delete"
        try Workshop.enter(owner: owner, attempt, id.text)
        defer { Workshop.leave(owner) }
        let bench = Workshop.bench(of: owner, in: path)
        if let definition = try await definition(id.text, attempt) {
            guard definition.owner == owner else { throw .notOwned(.init(attempt, id.text, answer: definition.belonging)) }
            try await stop(id, grace: .zero)
            try await attachments.release(definition.uid, attempt)
            try await place.check(groups.removal(of: definition.group), attempt, id.text)
            try await place.makeDirectory(Workshop.directory(in: path), mode: 0o711, attempt, id.text)
            try await place.remove(bench, attempt, id.text)
            guard try await place.move(directory(id.text).path, to: bench, attempt, id.text) else {
                throw .failed(.init(attempt, id.text, answer: "\(bench) appeared while it was being removed"))
            }
        } else if MachineName.isValid(id.text), try await place.exists(directory(id.text).path, attempt, id.text) {
            throw .notOwned(
                .init(
                    attempt, id.text, answer: "\(directory(id.text).path) does not say whose it is",
                    hint: "If it is to go nevertheless, remove it by hand"))
        } else {
            try await attachments.release(owner, attempt)
        }
        try await place.remove(bench, attempt, id.text)
    }
}
