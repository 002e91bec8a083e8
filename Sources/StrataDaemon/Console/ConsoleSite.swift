import StrataCatalog
import StrataConsole
import StrataServer

/// The web console as it is served: its files, a picture of each stack, and what Debian's packages bring for terminals and screens.
enum ConsoleSite {
    static let pages: [StaticPage] =
        ConsoleAsset.all.map { asset in
            StaticPage(path: asset.name == "index.html" ? "" : asset.name, type: asset.type) { asset.bytes }
        }
        + Catalog.index.map { entry in
            StaticPage(path: "pictures/\(entry.id).svg", type: "image/svg+xml", policy: .picture) { picture(of: entry.id) }
        }

    static let folders: [StaticFolder] = [
        xterm(PackageFiles(directory: "/usr/share/nodejs/xterm/lib")), noVNC(PackageFiles(directory: "/usr/share/novnc")),
    ]

    /// A stack that cannot be drawn is told as a picture with words; the catalog's tests see to it that there is none.
    private static func picture(of id: String) -> [UInt8] {
        do throws(CatalogError) {
            return Array(Diagram(try Catalog.stack(id)).svg().utf8)
        } catch {
            return Array("<svg xmlns=\"http://www.w3.org/2000/svg\"><text y=\"20\">this stack cannot be drawn</text></svg>".utf8)
        }
    }

    /// Debian's `node-xterm`: a terminal.
    static func xterm(_ files: PackageFiles) -> StaticFolder {
        let script = "text/javascript; charset=utf-8"
        let bundle = XTermBundle(files: files)
        return StaticFolder(prefix: "xterm/") { path in
            switch path {
            case "terminal.js": bundle.script().map { bytes in StaticPage(path: path, type: script) { bytes } }
            case "xterm.css": files.bytes(path).map { bytes in StaticPage(path: path, type: "text/css; charset=utf-8") { bytes } }
            default: nil
            }
        }
    }

    /// Debian's `novnc`: a viewer of screens. Only its library, not its own pages.
    static func noVNC(_ files: PackageFiles) -> StaticFolder {
        StaticFolder(prefix: "novnc/") { path in
            guard path.hasPrefix("core/") || path.hasPrefix("vendor/"), path.hasSuffix(".js"), let bytes = files.bytes(path) else {
                return nil
            }
            return StaticPage(path: path, type: "text/javascript; charset=utf-8") { bytes }
        }
    }
}
