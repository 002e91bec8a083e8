import StrataDriverKit
import TLSTrust

/// What the Site's Secret says of who asks, and of whom is trusted.
struct SiteCredentials: Sendable {
    let trust: ServerTrust
    let user: String
    let password: String

    init(_ secret: [String: [UInt8]]) throws(DriverError) {
        func refuse(_ answer: String, _ hint: String = "") -> DriverError {
            .refused(.init("connect to", "vSphere", answer: answer, hint: hint))
        }
        do throws(TLSTrustError) { trust = try ServerTrust(secret: secret) } catch { throw refuse("\(error)") }
        user = String(decoding: (secret["username"] ?? []).filter { $0 >= 0x20 && $0 != 0x7F }, as: UTF8.self)
        var password = String(decoding: secret["password"] ?? [], as: UTF8.self)
        while password.last?.isNewline == true { password.removeLast() }
        self.password = password
        guard !user.isEmpty, !password.isEmpty else {
            throw refuse(
                "the Secret has no username and password",
                "Give it both: a user of vCenter's, such as strata@vsphere.local, or one of the host's")
        }
    }
}
