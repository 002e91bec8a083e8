/// What QEMU says on standard error, without what helps nobody.
enum QEMUMessage {
    /// `qemu-system-x86_64: message` becomes `message`; warnings that precede an error are left out.
    static func text(of errors: String) -> String {
        let lines = errors.split(separator: "\n").map { line in
            guard line.hasPrefix("qemu-"), let colon = line.firstRange(of: ": ") else { return String(line) }
            return String(line[colon.upperBound...])
        }
        let told = lines.filter { !$0.hasPrefix("warning: ") && !$0.isEmpty }
        return (told.isEmpty ? lines : told).prefix(6).joined(separator: "; ")
    }
}
