import StrataAPI
import StrataClient
import StrataDriverKit

/// Makes a link that signs one in to the web console, prints it and opens it.
struct ConsoleLink {
    let context: ClientContext
    /// Whether a browser is to be opened.
    let opens: Bool

    func run() async throws {
        let client = context.client
        let answer = try await context.attempt("cannot make a link to the web console") { () throws(ClientError) in
            try await client.send(Request(.post, ["console", "links"])).json()
        }
        // A code that is no such thing must not become part of a link or of a terminal's text.
        guard let code = answer["code"]?.string, code.utf8.count == 64, code.utf8.allSatisfy({ $0.isHexDigit }) else {
            throw CommandFailure("cannot make a link to the web console", cause: "the server gave no one-time code")
        }
        let link = "\(client.access.server)/console/#code=\(code)"
        context.printer.line(link)
        guard opens else { return }
        let machine = LocalMachine()
        guard try await machine.run(Command("sh", "-c", "command -v xdg-open")).succeeded else { return }
        guard try await machine.run(Command("xdg-open", link)).succeeded else {
            return context.printer.message("No browser could be opened; open the link yourself.")
        }
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool { (0x30...0x39).contains(self) || (0x61...0x66).contains(self) }
}
