/// Keeps the session of one user: logs in once however many ask, and anew when the server has forgotten it.
actor SessionOffice {
    /// What a login gives.
    struct Session: Sendable, Hashable {
        /// `vmware_soap_session=…`, as requests show it.
        var cookie: String
        /// How many sessions there were before.
        var number: Int
    }

    private let logIn: @Sendable (_ number: Int) async throws(VSphereError) -> Session
    private var current: Session?
    private var count = 0
    private var login: Task<Result<Session, VSphereError>, Never>?

    init(_ logIn: @escaping @Sendable (_ number: Int) async throws(VSphereError) -> Session) { self.logIn = logIn }

    /// The session, begun where there is none.
    ///
    /// - Parameter refused: one that the server no longer knows.
    func session(afterRefusalOf refused: Session? = nil) async throws(VSphereError) -> Session {
        if let current, current != refused { return current }
        return try await (login ?? begin()).value.get()
    }

    /// The session, if there is one; it is nobody's afterwards.
    func leave() -> Session? {
        defer { current = nil }
        return current
    }

    private func begin() -> Task<Result<Session, VSphereError>, Never> {
        count += 1
        // Not the asking task's own: another that waits for the same session must not lose it when that one is cancelled.
        let task = Task { [logIn, count] () -> Result<Session, VSphereError> in
            do throws(VSphereError) { return .success(try await logIn(count)) } catch { return .failure(error) }
        }
        login = task
        Task {
            let result = await task.value
            login = nil
            if case .success(let session) = result { current = session } else { current = nil }
        }
        return task
    }
}
