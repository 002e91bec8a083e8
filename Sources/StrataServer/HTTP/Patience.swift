import NIOCore

/// How long a connection may stay in the state it is in.
struct Patience {
    private let limits: StrataServer.Limits
    private var requests = 0
    private var isReading = false
    /// When the handshake, the next request or the rest of the present one must have arrived; nil while a response is being made.
    private var arrival: NIODeadline?
    /// When a client that does not read must have read something; nil while it keeps up.
    private var progress: NIODeadline?

    init(limits: StrataServer.Limits, now: NIODeadline) {
        self.limits = limits
        arrival = now + TimeAmount(limits.headTimeout)
    }

    /// Nothing has been asked that is not answered.
    var isIdle: Bool { requests == 0 }

    /// The client does not read what is sent to it.
    var isStalled: Bool { progress != nil }

    /// When the connection is to be closed, unless something happens before; nil for never.
    var deadline: NIODeadline? {
        switch (arrival, progress) {
        case (let arrival?, let progress?): min(arrival, progress)
        case (let one, let other): one ?? other
        }
    }

    mutating func requestBegan(now: NIODeadline) {
        requests += 1
        isReading = true
        arrival = now + TimeAmount(limits.requestTimeout)
    }

    mutating func requestEnded() {
        isReading = false
        arrival = nil
    }

    mutating func responseEnded(now: NIODeadline) {
        requests = max(0, requests - 1)
        if requests == 0, !isReading { arrival = now + TimeAmount(limits.idleTimeout) }
    }

    mutating func becameStream() { arrival = nil }

    mutating func writabilityChanged(to isWritable: Bool, now: NIODeadline) {
        progress = isWritable ? nil : progress ?? now + TimeAmount(limits.stallTimeout)
    }
}
