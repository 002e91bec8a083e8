import StrataAPI
import StrataLinuxHost

/// How a machine's last run ended, as its side's files tell.
enum MachineExit {
    /// What nspawn ended with, or systemd's words for that: `3`, `exited 3`, `killed KILL`, `dumped SEGV` (systemd.exec(5), "$EXIT_CODE, $EXIT_STATUS").
    ///
    /// nspawn ends with what the machine's first process ended with, with zero where that asked for a halt, and with 1 and the line `Container NAME terminated by
    /// signal KILL.` where a signal ended it.
    ///
    /// - Returns: nil where there is nothing; an end that nobody can tell for what is none of these.
    static func exit(status: [UInt8]?, said: [UInt8]?) -> Instance.Exit? {
        guard let status else { return nil }
        let words = String(decoding: status.prefix(64), as: UTF8.self).split(whereSeparator: \.isWhitespace)
        switch (words.first, words.count) {
        case (let number?, 1): return exited(number, said)
        case ("exited", 2): return exited(words[1], said)
        case ("killed", 2), ("dumped", 2): return killed(words[1])
        default: return .unknown
        }
    }

    private static func exited(_ number: Substring, _ said: [UInt8]?) -> Instance.Exit {
        guard let number = Int(number), (0...255).contains(number) else { return .unknown }
        if number == 1, let said, let name = signal(in: said) { return killed(name) }
        return .exited(number)
    }

    private static func killed(_ name: Substring) -> Instance.Exit {
        Instance.Exit(signal: signals.firstIndex(of: String(name)).map { $0 + 1 } ?? Int(name), reason: "Killed")
    }

    /// The name of the signal that nspawn says has ended the machine.
    private static func signal(in said: [UInt8]) -> Substring? {
        for line in String(decoding: said.suffix(4096), as: UTF8.self).split(separator: "\n") {
            guard line.hasPrefix("Container "), let words = line.firstRange(of: " terminated by signal "), line.last == "." else {
                continue
            }
            return line[words.upperBound...].dropLast()
        }
        return nil
    }

    /// The names of the signals from 1 on (signal(7), "Standard signals", as most architectures have them).
    private static let signals = [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD",
        "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ]
}
