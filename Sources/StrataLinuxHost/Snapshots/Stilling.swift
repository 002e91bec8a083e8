/// How a running machine is held still while its disk is copied, so that the copy is of one moment.
package struct Stilling: Sendable {
    /// The command that freezes the machine.
    package var freeze: [String]
    /// The command that lets it run on. It may fail where the machine is not frozen.
    package var thaw: [String]
    /// Whether the machine runs now and must be held still.
    package var isNeeded: Bool

    package init(freeze: [String], thaw: [String], isNeeded: Bool) {
        self.freeze = freeze
        self.thaw = thaw
        self.isNeeded = isNeeded
    }
}
