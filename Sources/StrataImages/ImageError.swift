import Glibc
import StrataAPI
public import StrataDriverKit

/// Why an ``ImageLibrary`` could not do what it was asked to.
public enum ImageError: Error, Sendable, Hashable {
    /// No image comes from a source of this name.
    case unknownSource(String)
    /// Something handed in can never work.
    case invalid(String)
    /// The image can be made for this machine's architecture only.
    case foreignArchitecture(source: String, wanted: String, machine: String)
    /// A program is missing on this machine; the Debian package provides it.
    case missingProgram(String, package: String)
    /// The file is no tarball that can be used.
    case notATarball(path: String, reason: String)
    /// The tarball holds something that no root file system should.
    case refusedEntry(path: String, entry: String, reason: String)
    /// The tarball is larger than what is allowed; `what` says in which respect.
    case tooLarge(path: String, what: String)
    /// A file cannot be used: a system call failed with this `errno`.
    case file(path: String, errno: Int32)
    /// The disk that holds this directory is full. Nothing is left of what was being made.
    case diskFull(directory: String)
    /// A program that makes images failed; `answer` is in its own words.
    case buildFailed(source: String, answer: String, hint: String)
    /// Another process uses the library.
    case locked(directory: String)
    /// The machine could not do what every machine can.
    case machine(attempt: String, TransportError)
    /// The task was cancelled, and what it had started was ended.
    case cancelled
}

extension ImageError: CustomStringConvertible {
    /// What failed, on what, in the foreign tool's own words, with a hint where there is one.
    public var description: String {
        switch self {
        case .unknownSource(let source):
            "there is no image \"\(source.printable(limit: 120))\"; there are busybox, tiny, tiny/arm64, debian/12, debian/12/vm, other releases of Debian, "
                + "and root file systems' tarballs and disks by their absolute path"
        case .invalid(let reason): reason
        case .foreignArchitecture(let source, let wanted, let machine):
            "\(source.printable(limit: 120)) can be made for this machine's architecture \(machine) only, not for \(wanted.printable(limit: 40)); "
                + "import a tarball for the other one"
        case .missingProgram(let program, let package): "\(program) is not installed; install it with: apt-get install -y \(package)"
        case .notATarball(let path, let reason): "\(path.printable(limit: 300)) is no tarball of a root file system: \(reason)"
        case .refusedEntry(let path, let entry, let reason):
            "\(path.printable(limit: 300)) is refused for its entry \"\(entry.printable(limit: 120))\": \(reason)"
        case .tooLarge(let path, let what): "\(path.printable(limit: 300)) is too large: \(what)"
        case .file(let path, let code): "\(path.printable(limit: 300)): \(String(cString: strerror(code)))"
        case .diskFull(let directory): "the disk that holds \(directory) is full; free some of it, or remove images with: strata image rm"
        case .buildFailed(let source, let answer, let hint):
            "could not make \(source.printable(limit: 120)): \(answer.printable(limit: 800))" + (hint.isEmpty ? "" : ". \(hint)")
        case .locked(let directory): "the image library \(directory) is in use by another process"
        case .machine(let attempt, let error): "could not \(attempt): \(error)"
        case .cancelled: "cancelled"
        }
    }

    /// Whether the same call may succeed later without anybody changing anything.
    public var isTransient: Bool {
        switch self {
        case .buildFailed, .machine, .locked, .cancelled: true
        default: false
        }
    }
}

extension ImageError {
    init(_ error: TransportError, attempt: String, directory: String) {
        switch error {
        case .cancelled: self = .cancelled
        case .io(_, errno: ENOSPC), .io(_, errno: EDQUOT): self = .diskFull(directory: directory)
        default: self = .machine(attempt: attempt, error)
        }
    }

    /// The error of a system call on a file, with a full disk told apart.
    static func call(on path: String, _ code: Int32, directory: String) -> ImageError {
        code == ENOSPC || code == EDQUOT ? .diskFull(directory: directory) : .file(path: path, errno: code)
    }
}
