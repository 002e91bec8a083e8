import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import Testing

@testable import NspawnDriver

/// An image of Debian with systemd, machined and everything a host of machines needs. Made once, in about a minute, and kept with the build.
enum SystemImage {
    /// Changes with what is in it.
    private static let version = 1
    private static let packages = [
        "systemd-sysv", "dbus", "systemd-container", "iproute2", "procps", "util-linux", "nftables", "dnsmasq-base", "gzip",
        "busybox-static",
    ]

    private static var directory: String {
        "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/.build-tools/system-image-\(version)"
    }

    /// Arguments: a directory, packages. One makes it, others wait.
    private static let script = #"""
        set -e; mkdir -p "$1"; cd "$1"; exec 9>lock; flock 9; [ ! -e rootfs.tar.zst ] || exit 0
        set -- $(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Identifier: Packages' | awk '$2 == "bookworm" || $2 == "stable" { print $1; exit }') "$2"
        mmdebstrap --quiet --mode=root --variant=minbase --include="$2" --skip=output/dev --dpkgopt=force-unsafe-io \
            --aptopt='Acquire::Languages "none"' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
            --dpkgopt='path-exclude=/usr/share/locale/*' --customize-hook='printf "uninitialized\n" >"$1/etc/machine-id"' \
            --customize-hook='rm -f "$1/etc/hostname" "$1/etc/resolv.conf"' bookworm partial.tar "$1"
        zstd --quiet --rm -1 partial.tar -o partial.tar.zst; mv partial.tar.zst rootfs.tar.zst
        """#

    static func make() async throws -> StoredImage {
        let command = Command(
            executable: "sh", arguments: ["-c", script, "sh", directory, packages.joined(separator: ",")],
            environment: ["DEBIAN_FRONTEND": "noninteractive"], deadline: .seconds(600))
        try await LocalMachine().check(command)
        return StoredImage(
            digest: "sha256:" + String(repeating: "d", count: 63) + "\(version)", path: "\(directory)/rootfs.tar.zst", size: 1,
            type: .container, architecture: "", command: ["/sbin/init"], stopSignal: "SIGRTMIN+3")
    }

    /// The same driver with a store of unpacked images that is kept with the build.
    static func keeping(_ driver: NspawnDriver) -> NspawnDriver {
        var driver = driver
        driver.images = ImageStore(tools: driver.tools, directory: "\(directory)/images", entering: SiteFacts.inNamespace)
        return driver
    }
}
