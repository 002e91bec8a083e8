/// The programs and files that were built or fetched beside the tests.
public enum BuiltProgram {
    /// The command `strata`.
    public static var path: String { products + "/strata" }

    /// A dynamic library of this package.
    public static func library(_ name: String) -> String { "\(products)/lib\(name).so" }

    private static var products: String {
        let bundle = CommandLine.arguments.first { $0.contains("/debug/") || $0.contains("/release/") } ?? ""
        return bundle.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }

    /// The directory with `Package.swift`.
    public static var package: String { #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined() }

    /// Where `tools/test-clients` has put the clients for the tests.
    public static var clients: String { package + "/.build-tools/clients" }
}
