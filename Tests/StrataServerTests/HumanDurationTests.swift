import Testing

@testable import StrataServer

struct HumanDurationTests {
    @Test(arguments: [
        (-5, "<invalid>"), (-1, "0s"), (0, "0s"), (119, "119s"), (120, "2m"), (125, "2m5s"), (599, "9m59s"), (600, "10m"), (10_799, "179m"),
        (10_800, "3h"), (11_520, "3h12m"), (28_800, "8h"), (172_799, "47h"), (172_800, "2d"), (180_000, "2d2h"), (691_200, "8d"),
        (63_071_999, "729d"), (63_072_000, "2y"), (63_158_400, "2y1d"), (252_288_000, "8y"), (400_000_000, "12y"),
    ])
    func `a span is shown as kubectl shows it`(seconds: Int, text: String) {
        #expect(HumanDuration.text(.seconds(seconds)) == text)
    }
}
