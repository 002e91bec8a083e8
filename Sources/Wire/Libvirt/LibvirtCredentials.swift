internal import CLibvirt
import Glibc

/// What a hypervisor asks for before it lets anybody in: ESXi and vCenter, and daemons with SASL (libvirt, "Connection authentication").
public struct LibvirtCredentials: Sendable, Equatable {
    /// Empty where the URI names the user.
    public var username: String
    public var password: String

    public init(username: String, password: String) {
        self.username = username
        self.password = password
    }

    /// Opens a connection with these at hand; nil as libvirt says it.
    func open(_ uri: String, _ library: Library, _ flags: UInt32) -> virConnectPtr? {
        let keeper = Keeper(credentials: self)
        var kinds = [VIR_CRED_USERNAME, VIR_CRED_AUTHNAME, VIR_CRED_PASSPHRASE, VIR_CRED_NOECHOPROMPT].map { Int32($0.rawValue) }
        return withExtendedLifetime(keeper) {
            kinds.withUnsafeMutableBufferPointer { kinds in
                var ways = virConnectAuth(
                    credtype: kinds.baseAddress, ncredtype: UInt32(kinds.count), cb: answer,
                    cbdata: Unmanaged.passUnretained(keeper).toOpaque())
                return library.functions.pointee.virConnectOpenAuth(uri, &ways, flags)
            }
        }
    }

    /// What is said to one of libvirt's questions.
    fileprivate func answer(to question: virConnectCredential) -> String? {
        switch question.type {
        case Int32(VIR_CRED_USERNAME.rawValue), Int32(VIR_CRED_AUTHNAME.rawValue):
            username.isEmpty ? question.defresult.map { String(cString: $0) } : username
        default: password
        }
    }

    private final class Keeper: Sendable {
        let credentials: LibvirtCredentials
        init(credentials: LibvirtCredentials) { self.credentials = credentials }

        static func answer(_ questions: UnsafeMutablePointer<virConnectCredential>, _ count: Int, _ context: UnsafeMutableRawPointer)
            -> Int32
        {
            let credentials = Unmanaged<Keeper>.fromOpaque(context).takeUnretainedValue().credentials
            for index in 0..<count {
                // libvirt frees what it is given.
                guard let text = credentials.answer(to: questions[index]), let copy = strdup(text) else { return -1 }
                questions[index].result = copy
                questions[index].resultlen = UInt32(text.utf8.count)
            }
            return 0
        }
    }

    private var answer: virConnectAuthCallbackPtr {
        { questions, count, context in
            guard let questions, let context else { return -1 }
            return Keeper.answer(questions, Int(count), context)
        }
    }
}
