import ArgumentParser

/// Whether and how long a verb waits until what it asked for has happened.
struct WaitOptions: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Wait until it has happened.")
    var wait = true

    @Option(help: "How long to wait: 90s, 10m, 1h.")
    var timeout = TimeSpan(seconds: 600)
}

/// A span of time on the command line: `90`, `90s`, `10m`, `1h`, `1h30m`.
struct TimeSpan: Sendable, Hashable, ExpressibleByArgument, CustomStringConvertible {
    var seconds: Int

    init(seconds: Int) { self.seconds = seconds }

    init?(argument: String) {
        guard !argument.isEmpty, argument.utf8.count <= 20 else { return nil }
        var total = 0
        var digits = ""
        for character in argument {
            if character.isASCII, character.isNumber {
                digits.append(character)
                continue
            }
            let factors: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
            guard let factor = factors[character], let number = Int(digits), number <= 1_000_000 else { return nil }
            total += number * factor
            digits = ""
        }
        if !digits.isEmpty {
            guard let number = Int(digits), number <= 100_000_000 else { return nil }
            total += number
        }
        seconds = total
    }

    var description: String {
        if seconds > 0, seconds % 3600 == 0 { return "\(seconds / 3600)h" }
        return seconds > 0 && seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
    }

    var duration: Duration { .seconds(seconds) }
}
