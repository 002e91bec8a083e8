import StrataAPI
import StrataClient
import Testing

@testable import strata

@Suite struct `Tables` {
    private let header = ["NAME", "SITE", "MESSAGE"]

    @Test func `columns are as wide as their widest cell`() {
        let rows = [["web", "local-lxc", "fine"], ["a-long-name", "x", ""]]
        let table = TextTable(header: header, rows: rows, limit: nil)
        #expect(
            ([header] + rows).map { table.line($0) } == [
                "NAME          SITE        MESSAGE", "web           local-lxc   fine", "a-long-name   x",
            ])
    }

    @Test(arguments: [120, 80, 60, 40, 30, 20, 10, 5, 1])
    func `no line is wider than the terminal`(width: Int) {
        let rows = [
            ["web", "local-lxc", String(repeating: "word ", count: 40)], ["日本語の名前です", "🙂🙂🙂🙂🙂🙂🙂🙂", "e\u{301}e\u{301}e\u{301}"],
            [String(repeating: "n", count: 70), "s", "m"],
        ]
        let table = TextTable(header: header, rows: rows, limit: width)
        for row in [header] + rows { #expect(DisplayWidth.of(table.line(row)) <= width, "\(table.line(row))") }
    }

    @Test func `the longest column gives, the name stays`() {
        let rows = [["quiet-birch-37", "local-lxc", String(repeating: "x", count: 100)]]
        let line = TextTable(header: header, rows: rows, limit: 50).line(rows[0])
        #expect(line == "quiet-birch-37  local-lxc  " + String(repeating: "x", count: 22) + "…")
    }

    @Test(arguments: [
        ("abc", 3), ("日本", 4), ("ﾊﾝ", 2), ("e\u{301}", 1), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("☎\u{FE0F}", 2), ("", 0), ("\u{200B}", 0), ("…", 1),
        ("한국", 4), ("─│", 2),
    ])
    func `wide and combining characters take what a terminal gives them`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test(arguments: [
        ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("日本語", 6, "日本語"), ("abc", 0, ""), ("abc", 1, "…"), ("e\u{301}fg", 2, "e\u{301}…"),
    ])
    func `a cut text fits and says that it was cut`(text: String, width: Int, expected: String) {
        #expect(DisplayWidth.cut(text, to: width) == expected)
    }

    @Test func `headings are cut after cells, names after all else`() {
        let header = ["NAMESPACE", "NAME", "LAST SEEN", "MESSAGE"]
        let row = ["default", String(repeating: "n", count: 20), "5m", String(repeating: "m", count: 60)]
        let table = TextTable(header: header, rows: [row], limit: 60, names: 2)
        #expect(table.line(header) == "NAMESPACE  NAME                  LAST SEEN  MESSAGE")
        #expect(table.line(row) == "default    nnnnnnnnnnnnnnnnnnnn  5m         mmmmmmmmmmmmmmm…")
    }

    @Test func `events are shown without their made-up names`() {
        let table = ObjectTable(
            columns: [.init(name: "Name"), .init(name: "Reason"), .init(name: "Object"), .init(name: "Age")],
            rows: [.init(cells: ["x.123", "Started", "instance/web", "5m"])])
        #expect(Listing.forReading(table, hidden: ["Object"]).rows[0].cells == ["Started"])
        #expect(Listing.forReading(table, hidden: []).columns.map(\.name) == ["Reason", "Object"])
    }

    @Test func `wide columns and namespaces are shown when asked for`() {
        let table = ObjectTable(
            columns: [.init(name: "Name"), .init(name: "Native ID", priority: 1), .init(name: "Age")],
            rows: [.init(cells: ["web", "id-1", "5m"], object: ["metadata": ["namespace": "shop"]])])
        let narrow = TableLayout(table, isWide: false, showsNamespace: false, limit: nil)
        #expect(narrow.header() == ["NAME", "AGE"])
        #expect(narrow.cells(table.rows[0]) == ["web", "5m"])
        let wide = TableLayout(table, isWide: true, showsNamespace: true, limit: nil)
        #expect(wide.header() == ["NAMESPACE", "NAME", "NATIVE ID", "AGE"])
        #expect(wide.cells(table.rows[0]) == ["shop", "web", "id-1", "5m"])
    }

    @Test func `what a server sends cannot act on the terminal`() {
        let table = ObjectTable(columns: [.init(name: "Na\u{1B}me")], rows: [.init(cells: ["a\u{1B}[2J\nb\u{9B}c\u{202E}d"])])
        let layout = TableLayout(table, isWide: false, showsNamespace: false, limit: 80)
        #expect(layout.cells(table.rows[0]) == ["a\\u{1b}[2J\\nb\\u{9b}c\\u{202e}d"])
        #expect(layout.header() == ["NA\\U{1B}ME"])
    }
}
