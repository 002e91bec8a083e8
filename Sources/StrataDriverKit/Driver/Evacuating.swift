/// Hosts of a site can be emptied of machines for a while.
public protocol Evacuating: Driver {
    /// Has the machines of a host go to others of the site, running ones to run on there as far as the stack can, and makes it take no new ones. No effect on
    /// one that is empty. Cancellable; what has moved by then stays where it is.
    ///
    /// - Parameter host: its name, as the survey tells it.
    func evacuate(_ host: String) async throws(DriverError)

    /// Has an evacuated host take machines again, and those come back that left it. No effect on one that was not evacuated.
    func restore(_ host: String) async throws(DriverError)
}
