import StrataAPI
import VSphere

extension VSphereClient {
    /// A time that the server tells, as this machine's clock showed it: the server's may be wrong, and nobody else's times are compared with it.
    func own(_ time: Timestamp?) -> Timestamp? {
        guard let time, let reading = clock.reading, let server = Timestamp(reading.text) else { return time }
        let ahead = server.microseconds - Int64(reading.ownSeconds * 1_000_000)
        // As much can be the answer's way here.
        guard abs(ahead) > 2_000_000 else { return time }
        return Timestamp(microseconds: time.microseconds - ahead)
    }
}
