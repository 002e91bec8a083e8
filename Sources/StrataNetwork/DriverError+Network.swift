public import StrataDriverKit

extension DriverError {
    /// What an error of the managed network means for the call that met it.
    ///
    /// - Parameter transport: what an error of the transport means there.
    public init(_ error: NetworkError, _ attempt: String, _ object: String, transport: (TransportError) -> DriverError) {
        self =
            switch error {
            case .cancelled: .cancelled
            case .machine(_, let error): transport(error)
            default:
                error.isTransient
                    ? .failed(.init(attempt, object, answer: "\(error)")) : .refused(.init(attempt, object, answer: "\(error)"))
            }
    }
}
