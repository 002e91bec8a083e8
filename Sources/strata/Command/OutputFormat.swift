import ArgumentParser

/// How objects are printed.
enum OutputFormat: String, Sendable, CaseIterable, ExpressibleByArgument {
    case table
    /// A table with all columns.
    case wide
    case json
    case yaml
    /// `KIND/NAME`, one a line.
    case name

    static var allValueDescriptions: [String: String] {
        [
            "table": "for reading", "wide": "with all columns", "json": "whole objects", "yaml": "whole objects",
            "name": "KIND/NAME, one a line",
        ]
    }
}
