/// Which images a host can run.
package enum Architecture {
    /// Whether a host runs programs of an image's architecture. Names are the kernel's or Debian's; an empty one is taken to fit.
    package static func canRun(_ image: String, on host: String) -> Bool {
        let names = ["amd64": "x86_64", "arm64": "aarch64", "armhf": "armv7l", "i386": "i686", "ppc64el": "ppc64le"]
        let image = names[image] ?? image
        let host = names[host] ?? host
        return image.isEmpty || host.isEmpty || image == host || (image == "i686" && host == "x86_64")
            || (image == "armv7l" && host == "aarch64")
    }
}
