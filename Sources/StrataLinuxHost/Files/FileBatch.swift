import StrataAPI
package import StrataDriverKit

/// Reads many small files of a machine at once.
package enum FileBatch {
    /// The most bytes accepted of one file.
    package static let limit = 1 << 20

    /// The contents by path; read together, each ends with a line feed. Files that do not exist, cannot be read or are larger than ``limit`` are left out: they belong to
    /// processes that may end at any moment.
    package static func read(_ paths: [String], on machine: any Machine) async throws(TransportError) -> [String: [UInt8]] {
        machine.isLocal ? try await readOneByOne(paths, on: machine) : try await readTogether(paths, on: machine)
    }

    private static func readOneByOne(_ paths: [String], on machine: any Machine) async throws(TransportError) -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        for path in paths {
            do throws(TransportError) {
                contents[path] = try await machine.read(path, limit: limit)
            } catch .cancelled {
                throw .cancelled
            } catch {
                continue
            }
        }
        return contents
    }

    /// Arguments: the mark, the most bytes of one file. One awk reads all files, since a command for each would cost more than the
    /// reading. Files of the kernel that exist and cannot be read would end it; those of /sys are tried before.
    private static let quick = #"""
        while IFS= read -r f; do
            [ -f "$f" ] && [ -r "$f" ] || continue
            case $f in /sys/*) IFS= read -r _ <"$f" || continue ;; esac
            printf '%s\n' "$f"
        done 2>/dev/null | awk -v mark="$1" -v limit="$2" '{
            size = 0
            while ((got = (getline line <$0)) > 0 && size <= limit) {
                if (size == 0) printf "\n%s %s\n", mark, $0
                size += length(line) + 1
                print line
            }
            if (got == 0 && size == 0) printf "\n%s %s\n", mark, $0
            close($0)
        }'
        """#

    /// The same with a command for each file, which none can disturb.
    private static let thorough = #"""
        while IFS= read -r f; do
            [ -f "$f" ] && [ -r "$f" ] || continue
            printf '\n%s %s\n' "$1" "$f"; head -c "$2" -- "$f"; echo
        done 2>/dev/null; :
        """#

    /// One command for all, with a line between them that no file can foresee.
    package static func readTogether(_ paths: [String], on machine: any Machine) async throws(TransportError) -> [String: [UInt8]] {
        let paths = paths.filter { !$0.utf8.contains(UInt8(ascii: "\n")) && !$0.utf8.contains(0) }
        guard !paths.isEmpty else { return [:] }
        let mark = "strata-" + UID.random().text
        var command = Command(
            executable: "sh", arguments: ["-c", quick, "sh", mark, "\(limit)"], environment: ["LC_ALL": "C"],
            input: Array((paths.joined(separator: "\n") + "\n").utf8), deadline: .seconds(60), outputLimit: 64 << 20)
        var output = try await machine.run(command)
        if !output.succeeded {
            command.arguments[1] = thorough
            output = try await machine.check(command)
        }
        return split(output.output, at: mark, asked: Set(paths))
    }

    /// Takes the output apart again.
    package static func split(_ output: [UInt8], at mark: String, asked: Set<String>) -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        let mark = Array("\n\(mark) ".utf8)
        var position = output.firstRange(of: mark)
        while let found = position {
            let rest = output[found.upperBound...]
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            let path = String(decoding: rest[..<end], as: UTF8.self)
            let body = output[min(end + 1, output.endIndex)...]
            position = body.firstRange(of: mark)
            if asked.contains(path) { contents[path] = Array(body[..<(position?.lowerBound ?? body.endIndex)]) }
        }
        return contents
    }
}
