/// A file of the web console.
public struct ConsoleAsset: Sendable {
    /// The file's name, such as `app.js`.
    public var name: String
    /// Its media type.
    public var type: String
    private let read: @Sendable () -> [UInt8]

    /// Its content.
    public var bytes: [UInt8] { read() }

    private static func script(_ name: String, _ read: @escaping @Sendable () -> [UInt8]) -> ConsoleAsset {
        ConsoleAsset(name: name, type: "text/javascript; charset=utf-8", read: read)
    }

    /// Every file. `Assets` is compiled in by SwiftPM as `PackageResources`, a name for each file.
    public static let all: [ConsoleAsset] = [
        ConsoleAsset(name: "index.html", type: "text/html; charset=utf-8") { PackageResources.index_html },
        ConsoleAsset(name: "icon.svg", type: "image/svg+xml") { PackageResources.icon_svg },
        ConsoleAsset(name: "style.css", type: "text/css; charset=utf-8") { PackageResources.style_css },
        ConsoleAsset(name: "pages.css", type: "text/css; charset=utf-8") { PackageResources.pages_css },
        script("actions.js") { PackageResources.actions_js },
        script("advisor.js") { PackageResources.advisor_js },
        script("api.js") { PackageResources.api_js },
        script("app.js") { PackageResources.app_js },
        script("attachments.js") { PackageResources.attachments_js },
        script("boot.js") { PackageResources.boot_js },
        script("create.js") { PackageResources.create_js },
        script("dialog.js") { PackageResources.dialog_js },
        script("dom.js") { PackageResources.dom_js },
        script("edit.js") { PackageResources.edit_js },
        script("graph.js") { PackageResources.graph_js },
        script("instance.js") { PackageResources.instance_js },
        script("instances.js") { PackageResources.instances_js },
        script("live.js") { PackageResources.live_js },
        script("overview.js") { PackageResources.overview_js },
        script("packages.js") { PackageResources.packages_js },
        script("parts.js") { PackageResources.parts_js },
        script("plan.js") { PackageResources.plan_js },
        script("rights.js") { PackageResources.rights_js },
        script("rows.js") { PackageResources.rows_js },
        script("screen.js") { PackageResources.screen_js },
        script("signin.js") { PackageResources.signin_js },
        script("site.js") { PackageResources.site_js },
        script("sockets.js") { PackageResources.sockets_js },
        script("stacks.js") { PackageResources.stacks_js },
        script("table.js") { PackageResources.table_js },
        script("terminal.js") { PackageResources.terminal_js },
        script("usage.js") { PackageResources.usage_js },
        script("words.js") { PackageResources.words_js },
        script("yaml.js") { PackageResources.yaml_js },
    ]
}
