import Libvirt
import StrataDriverKit

/// The domain that Xen counts the host itself as: Domain-0, whose UUID is all zeros. It is shown as the site's host and is no machine that could be stopped,
/// changed or taken over.
enum HostDomain {
    private static let uuid = "00000000-0000-0000-0000-000000000000"

    static func isOne(_ record: DomainRecord) -> Bool { record.uuid == uuid }

    static func isOne(_ card: DomainCard) -> Bool { card.uuid == uuid }

    static func refusal(_ attempt: String, _ id: NativeID) -> DriverError {
        .refused(
            .init(
                attempt, id.text, answer: "it is the host itself, which Xen counts as its first domain",
                hint: "What runs there is the affair of whoever looks after the host"))
    }
}
