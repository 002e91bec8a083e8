import ArgumentParser
import StrataAPI

/// An end of a copy: a path of this machine, or `NAME:/path` of an instance.
enum CopyPlace: ExpressibleByArgument, Equatable {
    case here(String)
    /// The path as it was written, with a slash at its end where there was one.
    case inside(instance: String, path: String)

    /// What has no colon before its first slash is of this machine.
    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        let head = argument.prefix { $0 != ":" && $0 != "/" }
        guard head.endIndex < argument.endIndex, argument[head.endIndex] == ":", !head.isEmpty else {
            self = .here(argument)
            return
        }
        self = .inside(instance: String(head), path: String(argument[argument.index(after: head.endIndex)...]))
    }

    /// The last part of a path; empty where there is none.
    static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? "" }

    /// What a path is in.
    static func directory(of path: String) -> String {
        let parts = path.split(separator: "/").dropLast().joined(separator: "/")
        return path.hasPrefix("/") ? "/\(parts)" : parts.isEmpty ? "." : parts
    }
}
