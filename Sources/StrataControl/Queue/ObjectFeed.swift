import Logging
import StrataAPI
import StrataResources

/// Hands every change of the objects of a kind to a handler, from the first listing on, and lists again whenever the watch ends.
struct ObjectFeed: Sendable {
    let objects: ObjectService
    let kind: ResourceKind
    let logger: Logger

    /// Runs until cancelled.
    func run(_ handle: @escaping @Sendable (WatchEventType, StoredObject) -> Void) async {
        while !Task.isCancelled {
            do {
                let watch = try await objects.watch(kind, WatchRequest())
                for try await signals in watch {
                    for case .event(let type, let object) in signals { handle(type, object) }
                }
                if !Task.isCancelled { try await Task.sleep(for: .milliseconds(100)) }
            } catch is CancellationError {
                return
            } catch {
                logger.debug("watch ended, listing again", metadata: ["kind": "\(kind.plural)", "error": "\(error)"])
                if (try? await Task.sleep(for: .milliseconds(100))) == nil { return }
            }
        }
    }
}
