public import StrataAPI

/// What a machine is can be compared with what it should be.
public protocol Comparing: Reconfiguring {
    /// What ``Reconfiguring/update(_:to:)`` would change, by the same reckoning, with nothing changed by the asking. Legal in every state.
    ///
    /// - Returns: none where the machine is what the order says. An image that is missing in the order is not compared.
    func changes(_ id: NativeID, to order: Order) async throws(DriverError) -> [SettingChange]
}

/// A field of a machine that would change.
public struct SettingChange: Sendable, Hashable {
    /// The field, what the order says, and what the machine has.
    public var difference: Instance.Difference
    /// Whether the change takes effect only at the machine's next start.
    public var needsRestart: Bool

    public init(_ field: String, wanted: JSONValue, found: JSONValue, needsRestart: Bool) {
        difference = Instance.Difference(field: field, wanted: wanted, found: found)
        self.needsRestart = needsRestart
    }

    /// The fields that differ between what a machine has and what it should have, sorted.
    ///
    /// - Parameter needsRestart: whether a field takes effect only at the next start.
    public static func between(
        _ found: [String: JSONValue], _ wanted: [String: JSONValue], needsRestart: (String) -> Bool
    ) -> [SettingChange] {
        Set(found.keys).union(wanted.keys).sorted().compactMap { field in
            let (has, should) = (found[field] ?? .null, wanted[field] ?? .null)
            guard has != should else { return nil }
            return SettingChange(field, wanted: should, found: has, needsRestart: needsRestart(field))
        }
    }
}

extension JSONValue {
    /// A number as it would stand in a spec: without a fraction that is zero.
    public static func amount(_ number: Double) -> JSONValue { Int64(exactly: number).map { .int($0) } ?? .double(number) }
}

extension [Instance.Port] {
    /// The ports as they would stand in a spec, in an order of their own, so that equal ones compare equal.
    public var comparable: JSONValue {
        .array(
            map { port in
                var json: JSONValue = [
                    "port": .int(Int64(port.port)), "hostPort": .int(Int64(port.hostPort)), "protocol": .string(port.transport.rawValue),
                ]
                if !port.hostAddress.isEmpty { json["hostAddress"] = .string(port.hostAddress) }
                return json
            }.sorted { $0.text < $1.text })
    }
}
