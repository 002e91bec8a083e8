/// What helps where nspawn's words for a failed start are known.
enum StartHint {
    static func hint(for answer: String) -> String {
        if answer.contains("execv(") || answer.contains("failed: No such file or directory") {
            return "The image lacks that program: set spec.command to one it has"
        }
        if answer.contains("currently busy") { return "Another systemd-nspawn runs from that directory: stop it first" }
        if answer.contains("os-release file is missing") {
            return "Set spec.stack.nspawn.start to process, or give the image an /etc/os-release"
        }
        if answer.contains("/usr/ directory is missing") { return "systemd-nspawn takes no image without the directory /usr" }
        return ""
    }
}
