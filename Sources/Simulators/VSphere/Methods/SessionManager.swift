extension Operations {
    static let sessionManager: [String: [String: Operation]] = [
        "SessionManager": [
            "Login": { center, call in
                .object(try center.logIn(call.string("userName") ?? "", call.string("password") ?? "", agent: call.agent).object)
            },
            "Logout": { center, call in
                if let session = call.session { center.end(session) }
                return nil
            },
            "SessionIsActive": { center, call in
                guard let found = center.sessions[call.string("sessionID") ?? ""] else { return false }
                return .bool(found.user.name.uppercasedDomain.lowercased() == call.string("userName")?.lowercased())
            },
            "TerminateSession": { center, call in
                for key in call.strings("sessionId") {
                    guard let found = center.sessions[key] else { throw Fault("NotFound", "The session \(key) could not be found.") }
                    guard key != call.session?.key else { throw Fault.argument("sessionId") }
                    center.end(found)
                }
                return nil
            },
            "SetLocale": { _, call in
                guard ["en", "en_US"].contains(call.string("locale") ?? "") else {
                    throw Fault("InvalidLocale", "The locale is not supported.")
                }
                return nil
            },
        ]
    ]
}
