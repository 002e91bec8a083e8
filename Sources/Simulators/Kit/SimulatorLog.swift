import Glibc

/// What the simulator tells on standard error: what it does not know, and what goes wrong with itself.
public enum SimulatorLog {
    public static func note(_ text: String) {
        let line = String(text.unicodeScalars.map { $0.value < 0x20 ? " " : Character($0) }.prefix(2000)) + "\n"
        line.withCString { _ = write(2, $0, strlen($0)) }
    }
}
