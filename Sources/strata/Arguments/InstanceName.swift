/// Names for instances that were given none.
enum InstanceName {
    private static let qualities = [
        "amber", "brave", "calm", "clear", "coral", "deep", "eager", "early", "fair", "fleet", "gentle", "golden", "green", "keen", "light",
        "lively", "lucid",
        "mellow", "merry", "mild", "neat", "noble", "pale", "plain", "quick", "quiet", "rapid", "ready", "silver", "sound", "steady",
        "still", "sunny", "swift",
        "tidy", "warm", "wide", "young",
    ]
    private static let things = [
        "basalt", "birch", "brook", "canyon", "cedar", "chalk", "cliff", "cloud", "delta", "dune", "fern", "field", "flint", "fjord",
        "glade", "granite", "grove",
        "harbor", "heath", "island", "lake", "larch", "marble", "meadow", "mesa", "moor", "oak", "onyx", "pebble", "pine", "quartz", "reef",
        "ridge", "river",
        "shale", "shore", "slate", "spring", "stone", "strand", "valley", "willow",
    ]

    /// A name such as `quiet-birch-37`.
    static func random() -> String {
        "\(qualities.randomElement() ?? "plain")-\(things.randomElement() ?? "stone")-\(Int.random(in: 10...99))"
    }
}
