import StrataAPI
import StrataResources

extension StoredObject {
    /// Whether a reconciler may have something to do about the object, told from its fields alone. Saying yes too often only costs time.
    var needsAttention: Bool {
        if isBeingDeleted || generation != observedGeneration { return true }
        if let power = fields["spec.power"] { return fields["status.phase"] != power }
        return fields["status.phase"] == "Pending"
    }

    /// A number that changes when something else is wished of the object, and not when its status does.
    var wish: Int64 { isBeingDeleted ? -generation - 1 : generation }
}
