/// Keeps the ticket of one user: gets it once however many ask, and a new one before it ends.
actor TicketOffice {
    /// What a login gives.
    struct Ticket: Sendable {
        var ticket: String
        /// What requests that change something show beside it.
        var csrfToken: String
        var issued = ContinuousClock.now
    }

    /// The server's tickets live two hours.
    private static let age: Duration = .seconds(3600)

    private let logIn: @Sendable (_ password: String) async throws(ProxmoxError) -> Ticket
    private let password: String
    private var current: Ticket?
    private var login: Task<Result<Ticket, ProxmoxError>, Never>?

    init(password: String, logIn: @escaping @Sendable (_ password: String) async throws(ProxmoxError) -> Ticket) {
        self.password = password
        self.logIn = logIn
    }

    /// A ticket that counts for a while still.
    ///
    /// - Parameter refused: a ticket that the server did not take, nil where none was tried.
    func ticket(afterRefusalOf refused: Ticket? = nil) async throws(ProxmoxError) -> Ticket {
        if let current, current.issued.duration(to: .now) < Self.age, current.ticket != refused?.ticket { return current }
        return try await (login ?? begin(isRefused: refused != nil)).value.get()
    }

    private func begin(isRefused: Bool) -> Task<Result<Ticket, ProxmoxError>, Never> {
        // A ticket is a password too while it lives, so that the user's own, which may be good for one time only, is not needed again.
        let old = isRefused ? nil : current
        let task = Task { [password, logIn] () -> Result<Ticket, ProxmoxError> in
            if let old {
                do throws(ProxmoxError) { return .success(try await logIn(old.ticket)) } catch {
                    guard case .refused = error else { return .failure(error) }
                }
            }
            do throws(ProxmoxError) { return .success(try await logIn(password)) } catch { return .failure(error) }
        }
        login = task
        Task {
            let result = await task.value
            login = nil
            if case .success(let ticket) = result { current = ticket } else { current = nil }
        }
        return task
    }
}
