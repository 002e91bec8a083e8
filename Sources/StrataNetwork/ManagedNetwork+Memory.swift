import Glibc
import StrataAPI
import StrataDriverKit

extension ManagedNetwork {
    /// Waits until nobody else changes the network.
    func takeTurn() async throws(NetworkError) -> Turn {
        await turns.take()
        do throws(NetworkError) {
            let turn = Turn(turns: turns, lock: try await lock())
            // Under the lock nobody else writes, so what is unfinished was abandoned.
            if !isTidy { try await tidy(turn) }
            return turn
        } catch {
            turns.giveBack()
            throw error
        }
    }

    /// Locks the network's directory, made where it is missing. Whoever removes a network removes its directory, maybe just before it is locked.
    private func lock() async throws(NetworkError) -> StateLock {
        for _ in 0..<20 {
            try await machine.provide(directory: places.stateDirectory, mode: 0o700)
            do throws(NetworkError) {
                return try await StateLock.take(places.stateDirectory, on: machine)
            } catch {
                guard case .machine(_, .io(_, errno: ENOENT)) = error else { throw error }
            }
        }
        throw .failed(
            attempt: "lock", object: places.stateDirectory, answer: "it is removed again each time it is made",
            hint: "Look for a second strata server on this machine")
    }

    private func tidy(_ turn: Turn) async throws(NetworkError) {
        do throws(TransportError) {
            for directory in [places.stateDirectory, places.runDirectory] { try await machine.removeAbandonedWrites(in: directory) }
            isTidy = true
        } catch {
            turn.lock.release()
            throw NetworkError(error, attempt: "tidy \(places.stateDirectory)")
        }
    }

    /// What is remembered, as it was at some moment during the call.
    func remembered() async throws(NetworkError) -> NetworkMemory? {
        try await load()
    }

    /// What is remembered; only within a turn does it stay true.
    func load() async throws(NetworkError) -> NetworkMemory? {
        guard let bytes = try await machine.content(of: places.stateFile) else { return nil }
        if let parsed, parsed.bytes == bytes { return parsed.memory }
        let memory = try NetworkMemory(parsing: bytes, path: places.stateFile)
        parsed = (bytes, memory)
        return memory
    }

    /// Remembers; only within a turn.
    func save(_ memory: NetworkMemory) async throws(NetworkError) {
        let bytes = memory.bytes
        if let parsed, parsed.bytes == bytes, try await machine.content(of: places.stateFile) == bytes { return }
        try await machine.replace(places.stateFile, with: bytes, mode: 0o600)
        parsed = (bytes, memory)
    }
}
