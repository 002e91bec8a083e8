import StrataCatalog
import StrataConsole
import StrataServer

/// The web console as it is served: its files, and a picture of each stack.
enum ConsoleSite {
    static let pages: [StaticPage] =
        ConsoleAsset.all.map { asset in
            StaticPage(path: asset.name == "index.html" ? "" : asset.name, type: asset.type) { asset.bytes }
        }
        + Catalog.index.map { entry in
            StaticPage(path: "pictures/\(entry.id).svg", type: "image/svg+xml", policy: .picture) { picture(of: entry.id) }
        }

    /// A stack that cannot be drawn is told as a picture with words; the catalog's tests see to it that there is none.
    private static func picture(of id: String) -> [UInt8] {
        do throws(CatalogError) {
            return Array(Diagram(try Catalog.stack(id)).svg().utf8)
        } catch {
            return Array("<svg xmlns=\"http://www.w3.org/2000/svg\"><text y=\"20\">this stack cannot be drawn</text></svg>".utf8)
        }
    }
}
