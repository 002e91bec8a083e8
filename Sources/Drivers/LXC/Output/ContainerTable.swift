import StrataLinuxHost

/// What `lxc-ls --fancy` prints: a row of titles and one row per container, in columns as wide as their widest cell.
struct ContainerTable: Sendable, Equatable {
    struct Row: Sendable, Equatable {
        var name: String
        var state: String
        var pid: Int?
    }

    var rows: [Row] = []

    /// Reads the columns NAME, STATE and PID by where their titles stand; a row that does not fit is left out.
    init(parsing text: String) {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"))
        guard let header = lines.first, let columns = Self.columns(header), columns["NAME"] != nil else { return }
        for line in lines.dropFirst() {
            let line = Array(line)
            guard let name = Self.cell("NAME", of: line, columns), let state = Self.cell("STATE", of: line, columns) else { continue }
            rows.append(
                Row(name: name, state: state, pid: Self.cell("PID", of: line, columns).flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }))
        }
    }

    private static func columns(_ header: Substring.UTF8View.SubSequence) -> [String: Range<Int>]? {
        let bytes = Array(header)
        var starts: [(String, Int)] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: " ") {
                index += 1
                continue
            }
            let end = bytes[index...].firstIndex(of: UInt8(ascii: " ")) ?? bytes.count
            starts.append((String(decoding: bytes[index..<end], as: UTF8.self), index))
            index = end
        }
        var columns: [String: Range<Int>] = [:]
        for (position, start) in starts.enumerated() {
            columns[start.0] = start.1..<(position + 1 < starts.count ? starts[position + 1].1 : .max)
        }
        return columns
    }

    private static func cell(_ title: String, of line: [UInt8], _ columns: [String: Range<Int>]) -> String? {
        guard let column = columns[title], column.lowerBound < line.count else { return nil }
        let cell = line[column.lowerBound..<min(column.upperBound, line.count)]
        // A cell is followed by a space; anything else means that this is no row of this table.
        if column.upperBound <= line.count, cell.last != UInt8(ascii: " ") { return nil }
        let text = String(decoding: cell, as: UTF8.self).trimmed
        return text.isEmpty ? nil : text
    }
}
