import Glibc

/// The size of a terminal in characters.
struct WindowSize: Sendable, Hashable {
    var columns: Int
    var rows: Int

    /// The size of the terminal behind a descriptor; nil for anything else and for terminals that do not know theirs.
    init?(of descriptor: Int32) {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        columns = Int(size.ws_col)
        rows = Int(size.ws_row)
    }
}
