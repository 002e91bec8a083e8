import StrataAPI
import StrataStore

extension APIError {
    /// What a failure of the store means for a request. Details of the store's place go to the log, not to clients.
    init(store error: StoreError, _ kind: ResourceKind?, name: String = "") {
        switch error {
        case .compacted(let oldest):
            self.init(.expired, "too old resource version: the oldest that can still be asked for is \(oldest); list again")
        case .behind(let wanted, let current):
            self.init(.timeout, "Too large resource version: \(wanted), current: \(current)")
            retryAfterSeconds = 1
        case .exists:
            self.init(.alreadyExists, "\(kind?.qualifiedPlural ?? "object") \"\(name)\" already exists", kind: kind, name: name)
        case .conflict:
            self.init(
                .conflict,
                "Operation cannot be fulfilled on \(kind?.qualifiedPlural ?? "objects") \"\(name)\": the object has been modified; please apply your changes to the latest version and try again",
                kind: kind, name: name)
        case .missing: self.init(.notFound, "\(kind?.qualifiedPlural ?? "object") \"\(name)\" not found", kind: kind, name: name)
        case .tooLarge(_, let bytes, let limit):
            self.init(.requestEntityTooLarge, "the object takes \(bytes) bytes, more than the \(limit) allowed", kind: kind, name: name)
        case .invalidKey(_, let reason): self.init(.badRequest, "the name cannot be stored: \(reason)", kind: kind, name: name)
        case .full:
            self.init(.insufficientStorage, "the server's disk is full: free space where its data directory lies; nothing was changed")
        case .readOnly: self.init(.serviceUnavailable, "the server's data directory cannot be written to; nothing was changed")
        case .lagging: self.init(.expired, "the watch did not keep up and was ended; list again")
        case .closed: self.init(.serviceUnavailable, "the server is shutting down")
        case .cancelled: self.init(.timeout, "the request was cancelled")
        case .foreignFile, .locked, .corrupt, .failed: self.init(.internalError, "the store failed: \(error)")
        }
    }
}
