/// What `systemctl show --property=Id --property=ActiveState` prints of several units: a key, an equals sign and a value per line, and an empty
/// line between each two.
struct UnitStates: Sendable, Equatable {
    /// The state of each unit, by its name.
    private(set) var states: [String: String] = [:]

    /// Never fails: what is not of that form is left out.
    init(parsing text: String) {
        var id = ""
        var state = ""
        for line in (text + "\n\n").split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                if !id.isEmpty, !state.isEmpty { states[id] = state }
                (id, state) = ("", "")
            } else if line.hasPrefix("Id=") {
                id = String(line.dropFirst(3))
            } else if line.hasPrefix("ActiveState=") {
                state = String(line.dropFirst(12))
            }
        }
    }
}
