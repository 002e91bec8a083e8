/// What a machine's files and commands said, as it was read. All facts are taken from here, so that they can be recorded and read again.
public struct MachineRecord: Sendable, Equatable {
    /// What was found in one place.
    public enum Content: Sendable, Equatable {
        /// The text of a file, the names in a directory, or what a command wrote.
        case text(String)
        /// There is no such file, directory or command.
        case absent
        /// It may be there but could not be read; the text says why.
        case unreadable(String)
    }

    private var contents: [String: Content] = [:]

    /// Nothing read yet.
    public init() {}

    /// What was found at a place: the path of a file, that of a directory with a slash at its end, one with a question mark before it
    /// for whether anything is there, or a command line after `$ `.
    public subscript(place: String) -> Content {
        get { contents[place] ?? .unreadable("it was not read") }
        set { contents[place] = newValue }
    }

    /// Reads a record's text: each place on a line after `== `, its content on the lines that follow it. A content of `(absent)` or
    /// `(unreadable: why)` says so.
    public init(parsing text: String) {
        var place: String?
        var lines: [Substring] = []
        func content() -> Content {
            let text = lines.joined(separator: "\n")
            if text == "(absent)" { return .absent }
            if text.hasPrefix("(unreadable: "), text.hasSuffix(")") { return .unreadable(String(text.dropFirst(13).dropLast())) }
            return .text(text)
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("== ") {
                if let place { contents[place] = content() }
                place = String(line.dropFirst(3))
                lines = []
            } else {
                lines.append(line)
            }
        }
        if let place { contents[place] = content() }
    }
}

extension MachineRecord {
    /// The text at a place, empty where nothing is there; unknown where that could not be found out.
    func text(_ place: String) -> Reading<String> {
        switch self[place] {
        case .text(let text): .known(text)
        case .absent: .known("")
        case .unreadable(let why): .unknown("\(place): \(why)")
        }
    }

    /// Whether anything is at a path.
    func has(_ path: String) -> Reading<Bool> {
        switch self["?\(path)"] {
        case .text: .known(true)
        case .absent: .known(false)
        case .unreadable(let why): .unknown("\(path): \(why)")
        }
    }

    /// The names in a directory; none where there is no such directory.
    func names(_ directory: String) -> Reading<[String]> {
        text("\(directory)/").map { $0.split(separator: "\n").map(String.init) }
    }
}
