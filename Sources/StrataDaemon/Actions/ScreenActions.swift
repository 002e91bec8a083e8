import StrataAPI
import StrataControl
import StrataServer

/// What can be done at a machine's front: its screen and its reset button.
struct ScreenActions {
    let sessions: ScreenSessions

    var all: [Action] {
        [
            .download(Instance.kind, "screenshot", "What the instance's screen shows.", type: "image/png") {
                (request) async throws(APIError) in
                let picture = try await sessions.screenshot(request.name)
                return { (output) async throws(APIError) in
                    do throws(ClientGone) {
                        try await output.write(picture)
                    } catch {
                        throw APIError(.internalError, "\(error)", kind: Instance.kind, name: request.name.name)
                    }
                }
            },
            .session(Instance.kind, "vnc", "Attaches to the instance's screen, keyboard and pointer: RFB (RFC 6143).", framing: .bytes) {
                (request) async throws(APIError) in
                let session = try await sessions.screen(request.name)
                return { (stream) async throws(APIError) in
                    try await InstanceActions.bridge(
                        session, stream.input, stream.output, ExecOptions(command: [], hasInput: true, wantsErrors: false), request.name)
                }
            },
            .order(
                Instance.kind, "reset", "Resets the instance at once. What is in its memory is lost.", limit: .seconds(60)
            ) { (request) async throws(APIError) in
                try await sessions.reset(request.name)
                return nil
            },
        ]
    }
}
