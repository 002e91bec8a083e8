import FoundationEssentials
import StrataServer
import Testing

@testable import StrataDaemon

struct PackageFilesTests {
    /// A directory with files, removed afterwards.
    private func with(_ files: [String: String], _ body: (PackageFiles) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.path + "/strata-files-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for (name, text) in files {
            let path = "\(directory)/\(name)"
            let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: path))
        }
        try body(PackageFiles(directory: directory))
    }

    @Test func `xterm's modules become one script that exports the terminal`() throws {
        let files = [
            "public/Terminal.js": "exports.Terminal = require('../Terminal').Terminal;", "Terminal.js": "exports.Terminal = class {};",
            "Terminal.test.js": "never", "addons/fit.js": "never", "xterm.css": ".a{}",
        ]
        try with(files) { files in
            let script = String(decoding: try #require(XTermBundle(files: files).script()), as: UTF8.self)
            #expect(
                script.contains("\"public/Terminal\": function (require, module, exports) {\nexports.Terminal = require('../Terminal')"))
            #expect(script.contains("\"Terminal\": function"))
            #expect(script.contains("export const Terminal"))
            #expect(!script.contains("never"))
            #expect(ConsoleSite.xterm(files).find("terminal.js")?.type == "text/javascript; charset=utf-8")
            #expect(ConsoleSite.xterm(files).find("xterm.css")?.content() == Array(".a{}".utf8))
            #expect(ConsoleSite.xterm(files).find("Terminal.js") == nil)
        }
    }

    @Test func `of noVNC the library alone is served`() throws {
        try with(["core/rfb.js": "1", "vendor/a.js": "2", "app/ui.js": "3", "core/a.html": "4", "vnc.html": "5"]) { files in
            let folder = ConsoleSite.noVNC(files)
            #expect(folder.find("core/rfb.js")?.content() == Array("1".utf8))
            #expect(folder.find("vendor/a.js") != nil)
            for other in ["app/ui.js", "core/a.html", "vnc.html", "core/missing.js", "core"] { #expect(folder.find(other) == nil) }
        }
    }

    @Test func `what is not installed is not there`() {
        let files = PackageFiles(directory: "/nonexistent/strata")
        #expect(XTermBundle(files: files).script() == nil)
        #expect(ConsoleSite.noVNC(files).find("core/rfb.js") == nil)
    }
}
