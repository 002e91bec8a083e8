import FoundationEssentials
import Synchronization

/// xterm.js as Debian's package `node-xterm` has it, as one script for browsers. The package holds CommonJS modules, which browsers do not
/// load; what its sister `libjs-xterm` (3.8.1) calls xterm.js lacks all modules but the first.
final class XTermBundle: Sendable {
    private let files: PackageFiles
    /// The script that was made last, and the date of the package's first module then.
    private let made = Mutex<(date: Date, script: [UInt8])?>(nil)
    private static let first = "public/Terminal.js"
    /// More modules than this are not xterm.js.
    private static let limit = 500

    init(files: PackageFiles) { self.files = files }

    /// The script, an ES module that exports `Terminal`; nil where the package is not installed. Made anew where the package is another.
    func script() -> [UInt8]? {
        guard let date = files.changed(Self.first) else { return nil }
        if let known = made.withLock({ $0 }), known.date == date { return known.script }
        guard let script = make() else { return nil }
        made.withLock { $0 = (date, script) }
        return script
    }

    private func make() -> [UInt8]? {
        let names = files.paths().filter { $0.hasSuffix(".js") && !$0.hasSuffix(".test.js") && !$0.hasPrefix("addons/") }
        guard names.contains(Self.first), names.count <= Self.limit else { return nil }
        var script = Array("const modules = {\n".utf8)
        for name in names {
            guard let bytes = files.bytes(name) else { return nil }
            let key = name.dropLast(3).filter { $0.isLetter || $0.isNumber || "/._-".contains($0) }
            script += Array("\"\(key)\": function (require, module, exports) {\n".utf8) + bytes + Array("\n},\n".utf8)
        }
        return script + Array(Self.loader.utf8)
    }

    /// Gives each module what it requires, once (the CommonJS modules of Node.js, for relative names alone).
    private static let loader = """
        };
        const loaded = {};
        function place(from, to) {
          const parts = from.split("/").slice(0, -1);
          for (const part of to.split("/")) if (part === "..") parts.pop(); else if (part !== ".") parts.push(part);
          return parts.join("/");
        }
        function load(name) {
          if (!loaded[name]) {
            const module = loaded[name] = { exports: {} };
            modules[name].call(module.exports, (to) => load(place(name, to)), module, module.exports);
          }
          return loaded[name].exports;
        }
        export const Terminal = load("public/Terminal").Terminal;

        """
}
