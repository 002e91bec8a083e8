import Glibc

/// Paths on the command line.
enum LocalPath {
    /// The absolute form of what is written as a path (`./x`, `../x`, `~` is the shell's affair), and anything else as it is.
    static func absolute(_ text: String) -> String {
        guard text.hasPrefix("./") || text.hasPrefix("../") else { return text }
        return joined(text)
    }

    /// The absolute form of a path, without `.` and `..`.
    static func joined(_ path: String) -> String {
        guard path.hasPrefix("/") else {
            guard let buffer = getcwd(nil, 0) else { return path }
            defer { free(buffer) }
            return joined("\(String(cString: buffer))/\(path)")
        }
        var parts: [Substring] = []
        for part in path.split(separator: "/") {
            if part == ".." {
                _ = parts.popLast()
            } else if part != "." {
                parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }
}
