import Testing

@testable import StrataCatalog

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("漢字", 4), ("e\u{301}", 1), ("한국", 4), ("→", 1), ("─", 1), ("👍🏽", 2), ("👨‍👩‍👧", 2), ("🇨🇭", 2), ("a\u{200B}b", 2),
        ("ｱ", 1), ("Ａ", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("❤️", 2), ("·", 1), ("é", 1), ("क्षि", 2), ("\u{7}", 0),
    ])
    func `columns are counted as terminals show them`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }
}

@Suite struct TextWrapTests {
    @Test(arguments: [
        ("one two three", 7, ["one two", "three"]), ("abcdefghij", 4, ["abcd", "efgh", "ij"]), ("a/b", 10, ["a/b"]), ("", 5, [""]),
        ("software-defined", 10, ["software-", "defined"]), ("漢字漢字", 4, ["漢字", "漢字"]), ("  spaced   out ", 20, ["spaced out"]),
    ])
    func `lines break where they read best`(text: String, width: Int, lines: [String]) {
        #expect(TextWrap.lines(text, width: width) == lines)
    }

    @Test func `no line is too wide and no letter is lost`() {
        for width in 6...40 {
            for text in ["/var/lib/machines/serviceA is a path", "kvm.ko + kvm-intel.ko / kvm-amd.ko", "漢字かな交じり文 and more", "x"] {
                let lines = TextWrap.lines(text, width: width, hanging: 2)
                #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "\(width) \(lines)")
                #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
            }
        }
    }
}
