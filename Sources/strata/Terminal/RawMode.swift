import Glibc

/// A terminal that passes every key on as it is (termios(3), cfmakeraw), until it is restored.
struct RawMode: Sendable {
    private let descriptor: Int32
    private let before: termios

    /// Nil where the descriptor is no terminal.
    init?(_ descriptor: Int32) {
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else { return nil }
        before = settings
        self.descriptor = descriptor
        cfmakeraw(&settings)
        guard tcsetattr(descriptor, TCSADRAIN, &settings) == 0 else { return nil }
    }

    /// Gives the terminal back as it was. May be called again.
    func restore() {
        var settings = before
        while tcsetattr(descriptor, TCSADRAIN, &settings) != 0, errno == EINTR { continue }
    }
}
