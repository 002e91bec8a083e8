import StrataAPI

extension Comparison {
    /// A Markdown table; headings of differing rows are bold.
    public func markdown() -> String {
        var lines = [
            "| | " + titles.map(Self.cell).joined(separator: " | ") + " |", "|---" + String(repeating: "|---", count: titles.count) + "|",
        ]
        for row in rows {
            let title = row.differs ? "**\(row.title)**" : row.title
            lines.append("| \(title) | " + row.cells.map(Self.cell).joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A stand-alone HTML page; differing rows are marked.
    public func html() -> String {
        let title = XMLText.escaped(titles.joined(separator: ", "))
        let head = titles.map { "<th scope=\"col\">\(XMLText.escaped($0))</th>" }.joined()
        let body = rows.map { row in
            let cells = row.cells.map { "<td>\(XMLText.escaped($0))</td>" }.joined()
            return "<tr\(row.differs ? " class=\"differs\"" : "")><th scope=\"row\">\(XMLText.escaped(row.title))</th>\(cells)</tr>\n"
        }.joined()
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title)</title>
            <style>body{font:15px/1.4 system-ui,sans-serif;margin:1rem}table{border-collapse:collapse}\
            th,td{border:1px solid #8888;padding:.3rem .6rem;text-align:left;vertical-align:top}tr.differs th{border-left:4px solid #c60}</style>
            </head>
            <body>
            <h1>\(title)</h1>
            <table>
            <thead><tr><td></td>\(head)</tr></thead>
            <tbody>
            \(body)</tbody>
            </table>
            </body>
            </html>

            """
    }

    private static func cell(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("<", with: "&lt;").replacing("\n", with: " ")
    }
}
