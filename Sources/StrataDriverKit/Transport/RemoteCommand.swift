/// A command as the line that a remote login shell runs.
///
/// The line replaces the login shell by a constant script that gets the command as its arguments. The script announces its
/// process group on standard error before anything else, so that it can be ended from here; an announcement that cannot be
/// delivered keeps the command from starting. It stays to tell the command's status 255 from the SSH client's own.
/// ``RemoteFraming`` reads what it says.
struct RemoteCommand: Sendable {
    /// Marks the script's words; 128 random bits that nothing else on the stream holds.
    let nonce: String
    private let command: Command

    /// - Throws: ``TransportError/invalidArgument(_:)``.
    init(_ command: Command) throws(TransportError) {
        try command.validate()
        guard !command.executable.hasPrefix("-"), !command.executable.contains("=") else {
            // env(1) would take it for an option or a variable.
            throw .invalidArgument("\(ShellQuoting.quoteForDisplay(command.executable)) cannot be run over SSH: rename the program")
        }
        self.command = command
        nonce = String(UInt64.random(in: .min ... .max), radix: 16) + String(UInt64.random(in: .min ... .max), radix: 16)
    }

    /// The most bytes the framing adds to standard error.
    var framingLimit: Int { 2 * nonce.utf8.count + 64 }

    /// The line, with a deadline that the machine itself keeps a second after ours.
    func line(deadline: Duration?) throws(TransportError) -> String {
        let seconds = deadline.map { "\(max(1, $0.components.seconds) + 2)" } ?? ""
        let variables =
            command.unset.sorted().flatMap { ["-u", $0] } + command.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let words =
            ["sh", "-c", Self.outerScript, "sh", nonce, seconds, command.workingDirectory ?? "", command.environment["PATH"] ?? ""]
            + [command.executable, "env"] + variables + [command.executable] + command.arguments
        return "exec " + (try ShellQuoting.quote(words))
    }

    /// `timeout` as a leader of the group, which the login shell is, ends the whole group.
    private static let outerScript = #"""
        n=$1 d=$2 w=$3 p=$4 x=$5; shift 5
        printf '\001%s:%s\002' "$n" "$$" >&2 || exit 125
        if [ -n "$w" ]; then cd "$w" || { printf '\001%s/\002' "$n" >&2; exit 125; }; fi
        PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8; export PATH LANG
        s='n=$1; shift; trap : INT QUIT; "$@"; s=$?; [ $s -ne 255 ] || printf "\001%s!\002" "$n" >&2; exit $s'
        o=$PATH; PATH=${p:-$PATH}; command -v "$x" >/dev/null 2>&1 || { printf '\001%s?\002' "$n" >&2; exit 127; }; PATH=$o
        if [ -n "$d" ]; then exec timeout -k 2 "$d" sh -c "$s" sh "$n" "$@"; fi
        exec sh -c "$s" sh "$n" "$@"
        """#
}
