/// The lines a running command writes to standard output; made by ``Machine/lines(_:limit:)``.
///
/// Each iteration starts the command anew and ends it when the iterator goes: by finishing, by leaving the loop, by an
/// error or by cancellation.
public struct CommandLines: AsyncSequence, Sendable {
    let machine: any Machine
    let command: Command
    let limit: Int

    /// Makes an iterator; the command starts with the first call of its `next`.
    public func makeAsyncIterator() -> Iterator {
        Iterator(machine: machine, command: command, limit: limit)
    }

    /// Delivers the lines of one run of the command.
    public struct Iterator: AsyncIteratorProtocol {
        let machine: any Machine
        let command: Command
        let limit: Int
        private var session: CommandSession?
        private var pending: [UInt8] = []
        private var scanned = 0
        private var errors: [UInt8] = []
        private var done = false

        init(machine: any Machine, command: Command, limit: Int) {
            self.machine = machine
            self.command = command
            self.limit = limit
        }

        /// The next line without its line feed, or `nil` after the last one of a command that succeeded.
        /// - Throws: ``TransportError/failed(command:exit:message:)`` after the last line of one that did not,
        ///   ``TransportError/outputTooLarge(of:limit:)`` for a line over the limit, and what starting it throws.
        public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws(TransportError) -> String? {
            guard !done else { return nil }
            do {
                return try await advance()
            } catch {
                await end()
                throw error
            }
        }

        private mutating func advance() async throws(TransportError) -> String? {
            let session = try await start()
            while true {
                if let line = try takeLine() { return line }
                guard let chunk = try await session.next() else { break }
                switch chunk.stream {
                case .standardOutput: pending += chunk.bytes
                case .standardError: errors = Array((errors + chunk.bytes).suffix(4096))
                }
            }
            if !pending.isEmpty {
                defer {
                    pending = []
                    scanned = 0
                }
                return String(decoding: pending, as: UTF8.self)
            }
            let exit = try await session.exit
            done = true
            guard exit == .exited(0) else {
                throw TransportError.failed(command, CommandOutput(exit: exit, errors: errors))
            }
            self.session = nil
            return nil
        }

        private mutating func start() async throws(TransportError) -> CommandSession {
            if let session { return session }
            let opened = try await machine.open(command, terminal: nil)
            opened.endInput()
            session = opened
            return opened
        }

        private mutating func takeLine() throws(TransportError) -> String? {
            guard let end = pending[scanned...].firstIndex(of: UInt8(ascii: "\n")) else {
                guard pending.count <= limit else { throw .outputTooLarge(of: "a line of \(command)", limit: limit) }
                scanned = pending.count
                return nil
            }
            guard end <= limit else { throw .outputTooLarge(of: "a line of \(command)", limit: limit) }
            let line = String(decoding: pending[..<end], as: UTF8.self)
            pending.removeFirst(end + 1)
            scanned = 0
            return line
        }

        private mutating func end() async {
            done = true
            await session?.terminate()
            session = nil
        }
    }
}
