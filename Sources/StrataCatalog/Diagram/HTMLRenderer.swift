import StrataAPI

/// Makes a small page around a picture.
struct HTMLRenderer {
    func page(stack: Stack, scene: Scene, svg: String) -> String {
        var body = "<h1>\(XMLText.escaped(scene.heading))</h1>\n<p>\(XMLText.escaped(scene.subtitle))</p>\n<figure>\n\(svg)</figure>\n"
        body += list("How it works", stack.howItWorks, ordered: true)
        body += "<h2>Use case</h2>\n<p>\(XMLText.escaped(stack.useCase))</p>\n"
        body += list("Errata", stack.errata.map { "\($0.says) — \($0.correction) [\($0.source)]" }, ordered: false)
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(XMLText.escaped(scene.heading))</title>
            <style>\(Self.style)</style>
            </head>
            <body>
            <main>
            \(body)</main>
            </body>
            </html>

            """
    }

    private func list(_ title: String, _ entries: [String], ordered: Bool) -> String {
        guard !entries.isEmpty else { return "" }
        let tag = ordered ? "ol" : "ul"
        let items = entries.map { "<li>\(XMLText.escaped($0))</li>\n" }.joined()
        return "<h2>\(title)</h2>\n<\(tag)>\n\(items)</\(tag)>\n"
    }

    private static let style = """
        body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:62rem;padding:0 1rem}figure{margin:1rem 0}\
        svg{max-width:100%;height:auto}li{margin:.25rem 0}h1{margin-bottom:0}
        """
}
