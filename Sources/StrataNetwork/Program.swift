import StrataDriverKit

/// The programs a network is made with, and the Debian package each is in.
enum Program: String {
    case ip
    case ss
    case nft
    case dnsmasq
    case flock
    case sh

    var package: String {
        switch self {
        case .ip, .ss: "iproute2"
        case .nft: "nftables"
        case .dnsmasq: "dnsmasq-base"
        case .flock: "util-linux"
        case .sh: "dash"
        }
    }
}

extension Machine {
    /// Runs a program that must succeed.
    func tool(
        _ program: Program, _ arguments: [String], input: String = "", attempt: String, on object: String, hint: String = ""
    ) async throws(NetworkError) -> CommandOutput {
        let output = try await answer(of: program, arguments, input: input, attempt: "\(attempt) \(object)")
        guard output.succeeded else {
            let said = output.errors.isEmpty ? output.text : output.errorText
            let answer = said.split(whereSeparator: \.isNewline).joined(separator: "; ")
            throw .failed(
                attempt: attempt, object: object, answer: answer.isEmpty ? "\(program.rawValue) \(output.exit)" : answer, hint: hint)
        }
        return output
    }

    /// Runs a program whose exit status is an answer.
    func answer(of program: Program, _ arguments: [String], input: String = "", attempt: String) async throws(NetworkError) -> CommandOutput
    {
        do {
            return try await run(Command(executable: program.rawValue, arguments: arguments, input: Array(input.utf8)))
        } catch .notFound {
            throw .missingProgram(program.rawValue, package: program.package, machine: name)
        } catch {
            throw NetworkError(error, attempt: attempt)
        }
    }

    /// Reads a small file; nil when there is none.
    func content(of path: String) async throws(NetworkError) -> [UInt8]? {
        do {
            return try await read(path)
        } catch .io(_, errno: let code) where code == noSuchProcess {
            return nil
        } catch {
            throw NetworkError(error, attempt: "read \(path)")
        }
    }

    /// Replaces a file whose directory exists.
    func replace(_ path: String, with bytes: [UInt8], mode: UInt32) async throws(NetworkError) {
        do {
            try await write(path, bytes, mode: mode)
        } catch {
            throw NetworkError(error, attempt: "write \(path)")
        }
    }

    /// Makes a directory unless it exists.
    func provide(directory: String, mode: UInt32) async throws(NetworkError) {
        do {
            try await makeDirectory(directory, mode: mode)
        } catch {
            throw NetworkError(error, attempt: "make the directory \(directory)")
        }
    }

    /// The names of the networks that are remembered in a directory.
    func networks(in directory: String) async throws(NetworkError) -> [String] {
        do {
            return try await list(directory).filter { $0.kind == .directory }.map(\.name)
        } catch .io(_, errno: 2) {  // ENOENT
            return []
        } catch {
            throw NetworkError(error, attempt: "list \(directory)")
        }
    }

    /// Removes a tree, if it exists.
    func discard(_ path: String) async throws(NetworkError) {
        do {
            try await remove(path)
        } catch {
            throw NetworkError(error, attempt: "remove \(path)")
        }
    }
}

/// `ESRCH`, which a file of a process below /proc gives when the process ends while it is read.
private let noSuchProcess: Int32 = 3

extension NetworkError {
    init(_ error: TransportError, attempt: String) {
        self = error == .cancelled ? .cancelled : .machine(attempt: attempt, error)
    }
}
