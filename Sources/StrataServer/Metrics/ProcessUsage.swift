import Glibc

/// What this process takes of the machine (proc(5), getrusage(2)).
struct ProcessUsage {
    var residentBytes = 0
    var virtualBytes = 0
    var cpuSeconds = 0.0
    var openFiles = 0

    static func now() -> ProcessUsage {
        var usage = ProcessUsage()
        let pages = (text(of: "/proc/self/statm") ?? "").split(separator: " ").prefix(2).compactMap { Int($0) }
        if pages.count == 2 {
            let page = sysconf(Int32(_SC_PAGESIZE))
            usage.virtualBytes = pages[0] * page
            usage.residentBytes = pages[1] * page
        }
        var times = rusage()
        if getrusage(RUSAGE_SELF.rawValue, &times) == 0 {
            for time in [times.ru_utime, times.ru_stime] { usage.cpuSeconds += Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        }
        if let directory = opendir("/proc/self/fd") {
            while readdir(directory) != nil { usage.openFiles += 1 }
            closedir(directory)
        }
        return usage
    }

    func write(to text: inout PrometheusText) {
        text.family("process_resident_memory_bytes", "gauge", "Resident memory.")
        text.sample("process_resident_memory_bytes", residentBytes)
        text.family("process_virtual_memory_bytes", "gauge", "Virtual memory.")
        text.sample("process_virtual_memory_bytes", virtualBytes)
        text.family("process_cpu_seconds_total", "counter", "CPU time in user and system mode.")
        text.sample("process_cpu_seconds_total", cpuSeconds)
        text.family("process_open_fds", "gauge", "Open files.")
        text.sample("process_open_fds", max(0, openFiles - 3))
    }

    private static func text(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = read(file, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}
