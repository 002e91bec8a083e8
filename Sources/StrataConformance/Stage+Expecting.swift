import StrataDriverKit

extension Stage {
    func expect(_ holds: Bool, _ promise: @autoclosure () -> String) throws(Breach) {
        guard holds else { throw Breach(promise()) }
    }

    func expectEqual<Value: Equatable>(_ found: Value, _ wanted: Value, _ what: @autoclosure () -> String) throws(Breach) {
        guard found == wanted else { throw Breach("\(what()): found \(found), expected \(wanted)") }
    }

    /// What a call must throw: one of the errors that say so for good.
    enum Refusal: String {
        case refused
        case notFound
        case notOwned

        func matches(_ error: DriverError) -> Bool {
            switch (self, error) {
            case (.refused, .refused), (.refused, .unavailable), (.refused, .unsupported), (.notFound, .notFound), (.notOwned, .notOwned):
                true
            default: false
            }
        }
    }

    /// A call that must be refused, with an error of one of the kinds, which says what was attempted.
    func expectRefusal(_ what: String, _ kinds: Refusal..., call: () async throws -> Void) async throws {
        do {
            try await call()
        } catch let error as DriverError {
            let words = kinds.map(\.rawValue).joined(separator: " or ")
            try expect(kinds.contains { $0.matches(error) }, "\(what) must be \(words), not \(error.reason): \(error)")
            try expect(!error.description.isEmpty, "the refusal of \(what) has no words")
            return
        }
        throw Breach("\(what) must be refused, and was done")
    }

    /// Waits until something holds.
    func eventually(_ what: String, within limit: Duration = .seconds(30), _ holds: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + limit
        while try await !holds() {
            guard ContinuousClock.now < end else { throw Breach("\(what) did not come about within \(limit)") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The driver as one that has an ability; the contract is not reached where it has not.
    func able<Capability>(_ type: Capability.Type) throws -> Capability {
        guard let able = driver as? Capability else { throw NotTried(reason: "the driver is no \(Capability.self)") }
        return able
    }
}
