// swift-tools-version: 6.2
import PackageDescription

/// What all of Strata's targets are compiled with. A warning is an error.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let certificates: [Target.Dependency] = [
    .product(name: "X509", package: "swift-certificates"), .product(name: "SwiftASN1", package: "swift-asn1"), crypto,
]
let yaml = Target.Dependency.product(name: "Yams", package: "Yams")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

func nio(_ names: String...) -> [Target.Dependency] {
    names.map { .product(name: $0, package: "swift-nio") } + [.product(name: "NIOSSL", package: "swift-nio-ssl")]
}

func target(_ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil, exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: settings)
}

func test(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource] = []) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: settings)
}

/// The files of the web console. They become part of the program.
let consoleAssets = [
    "index.html", "icon.svg", "style.css", "pages.css", "actions.js", "advisor.js", "api.js", "app.js", "attachments.js", "boot.js",
    "create.js",
    "dialog.js", "dom.js", "edit.js", "graph.js", "instance.js", "instances.js", "live.js", "overview.js", "packages.js", "parts.js",
    "plan.js",
    "rights.js", "rows.js", "screen.js", "signin.js", "site.js", "sockets.js", "stacks.js", "table.js", "terminal.js", "usage.js",
    "words.js", "yaml.js",
]

let package = Package(
    name: "strata",
    products: [
        .executable(name: "strata", targets: ["strata"]),
        // Preloaded into a server under test.
        .library(name: "Adversity", type: .dynamic, targets: ["Adversity"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["JSON", "YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        target("StrataAPI"),
        target("StrataCatalog", ["StrataAPI"], exclude: ["Data"]),
        target(
            "StrataStore",
            [
                grdb, .product(name: "GRDBSQLite", package: "GRDB.swift"), .product(name: "DequeModule", package: "swift-collections"),
                logging,
            ]),
        target("StrataResources", ["StrataAPI", "StrataStore"]),
        target(
            "StrataServer",
            [
                "StrataAPI", "StrataStore", "StrataResources", yaml, logging,
                .product(name: "HummingbirdCore", package: "hummingbird"), .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ] + certificates + nio("NIOCore", "NIOPosix", "NIOHTTP1", "NIOWebSocket", "NIOTLS")),
        target("TaskPermits"),
        target("XMLDocuments"),
        target("TarStreams"),
        target(
            "StrataDriverKit",
            [
                "StrataAPI", "TaskPermits", .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        target("StrataConformance", ["StrataAPI", "TarStreams", "StrataDriverKit"]),
        target("StrataDoctor", ["StrataAPI", "StrataCatalog", "StrataDriverKit"]),
        target("StrataNetwork", ["StrataAPI", "StrataDriverKit"]),
        target("StrataCloudInit", ["StrataAPI"]),
        target("StrataVolumes", ["StrataAPI", "StrataDriverKit"]),
        target("StrataLinuxHost", ["StrataAPI", "StrataDriverKit", "StrataNetwork", "StrataVolumes"]),
        target("StrataArchive", ["StrataAPI", "TarStreams", crypto]),
        target("StrataImages", ["StrataAPI", "TarStreams", "StrataDriverKit", crypto]),
        target(
            "StrataControl",
            [
                "StrataAPI", "StrataStore", "StrataResources", "StrataDriverKit", "TaskPermits", logging,
                .product(name: "HeapModule", package: "swift-collections"),
            ]),
        target(
            "QMP",
            ["StrataAPI", .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio")],
            path: "Sources/Wire/QMP", exclude: ["README.md"]),
        target(
            "GuestAgent",
            ["StrataAPI", .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio")],
            path: "Sources/Wire/GuestAgent", exclude: ["README.md"]),
        // libvirt's headers are needed to build, its library only where it is used.
        .target(name: "CLibvirt", path: "Sources/Wire/CLibvirt"),
        target("Libvirt", ["CLibvirt", "XMLDocuments"], path: "Sources/Wire/Libvirt", exclude: ["README.md"]),
        target(
            "WebSockets", nio("NIOCore", "NIOPosix", "NIOHTTP1", "NIOWebSocket"), path: "Sources/Wire/WebSockets", exclude: ["README.md"]),
        target("TLSTrust", [crypto] + nio("NIOCore", "NIOPosix"), path: "Sources/Wire/TLS", exclude: ["README.md"]),
        target(
            "HTTPS", ["TaskPermits", "TLSTrust", "WebSockets"] + nio("NIOCore", "NIOPosix", "NIOHTTP1"), path: "Sources/Wire/HTTPS",
            exclude: ["README.md"]),
        target(
            "StrataRemoteServer", ["StrataAPI", "StrataDriverKit", "HTTPS", "TLSTrust"]),
        target("VNCAuthentication", path: "Sources/Wire/VNCAuthentication", exclude: ["README.md"]),
        target("Proxmox", ["StrataAPI", "HTTPS", "WebSockets", "VNCAuthentication"], path: "Sources/Wire/Proxmox", exclude: ["README.md"]),
        target(
            "VSphere", ["StrataAPI", "HTTPS", "TLSTrust", "WebSockets", "XMLDocuments"], path: "Sources/Wire/VSphere",
            exclude: ["README.md"]),
        target(
            "LXD", ["StrataAPI", "TLSTrust", "WebSockets"] + nio("NIOCore", "NIOPosix", "NIOHTTP1", "NIOTLS"), path: "Sources/Wire/LXD",
            exclude: ["README.md"]),
        target(
            "LXCDriver", ["StrataAPI", "StrataDriverKit", "StrataNetwork", "StrataVolumes", "StrataLinuxHost"], path: "Sources/Drivers/LXC"),
        target(
            "NspawnDriver", ["StrataAPI", "StrataDriverKit", "StrataNetwork", "StrataVolumes", "StrataLinuxHost"],
            path: "Sources/Drivers/Nspawn"),
        target(
            "QEMUDriver",
            ["StrataAPI", "StrataDriverKit", "StrataNetwork", "StrataCloudInit", "StrataVolumes", "StrataLinuxHost", "QMP", "GuestAgent"],
            path: "Sources/Drivers/QEMU"),
        target(
            "LibvirtDriver", ["StrataAPI", "StrataDriverKit", "StrataCloudInit", "Libvirt", "TarStreams", "XMLDocuments"],
            path: "Sources/Drivers/Libvirt"
        ),
        target(
            "ProxmoxDriver", ["StrataAPI", "StrataDriverKit", "StrataRemoteServer", "HTTPS", "WebSockets", "Proxmox"],
            path: "Sources/Drivers/Proxmox"
        ),
        target(
            "VSphereDriver",
            ["StrataAPI", "XMLDocuments", "StrataDriverKit", "StrataRemoteServer", "StrataCloudInit", "HTTPS", "WebSockets", "VSphere"],
            path: "Sources/Drivers/VSphere"),
        target(
            "SimulatorKit", ["StrataAPI"] + certificates + nio("NIOCore", "NIOPosix", "NIOHTTP1", "NIOWebSocket"),
            path: "Sources/Simulators/Kit"),
        target("ProxmoxSimulator", ["StrataAPI", "SimulatorKit", "VNCAuthentication", crypto], path: "Sources/Simulators/Proxmox"),
        target("VSphereSimulator", ["StrataAPI", "XMLDocuments", "SimulatorKit"], path: "Sources/Simulators/VSphere"),
        target(
            "LXDDriver", ["StrataAPI", "TarStreams", "StrataDriverKit", "StrataLinuxHost", "TLSTrust", "WebSockets", "LXD"],
            path: "Sources/Drivers/LXD"),
        .target(
            name: "StrataConsole", exclude: ["README.md"], resources: consoleAssets.map { .embedInCode("Assets/\($0)") },
            swiftSettings: settings),
        target(
            "StrataDaemon",
            [
                "StrataAPI", "StrataCatalog", "StrataConsole", "StrataStore", "StrataResources", "StrataServer", "StrataControl",
                "StrataDriverKit",
                "StrataConformance", "StrataArchive", "StrataImages", "LXCDriver", "LXDDriver", "NspawnDriver", "QEMUDriver",
                "LibvirtDriver", "ProxmoxDriver", "VSphereDriver", logging, crypto,
            ]),
        target(
            "StrataClient",
            ["StrataAPI", yaml] + nio("NIOCore", "NIOPosix", "NIOHTTP1", "NIOWebSocket", "NIOConcurrencyHelpers")),
        .executableTarget(
            name: "strata",
            dependencies: [
                "StrataAPI", "TarStreams", "StrataArchive", "StrataCatalog", "StrataClient", "StrataConformance", "StrataDaemon",
                "StrataDoctor", "StrataDriverKit", "StrataNetwork", "StrataServer", "SimulatorKit", "ProxmoxSimulator", "VSphereSimulator",
                "TLSTrust", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], swiftSettings: settings),
        .executableTarget(name: "strata-catalog-gen", dependencies: ["StrataCatalog", yaml], swiftSettings: settings),
        .executableTarget(
            name: "strata-bench",
            dependencies: [
                "StrataAPI", "StrataStore", "StrataResources", "StrataDriverKit", "StrataControl", "LibvirtDriver", "ProxmoxDriver",
                "VSphereDriver", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ] + nio("NIOCore", "NIOPosix", "NIOHTTP1", "NIOTLS"),
            path: "Benchmarks/Load", swiftSettings: settings),
        .executableTarget(
            name: "store-crash-writer", dependencies: ["StrataStore", logging], path: "Tests/Support/StoreCrashWriter",
            swiftSettings: settings),
        target("BuiltServer", ["StrataDriverKit"], path: "Tests/Support/BuiltServer"),
        target(
            "StrataClientTestServer",
            ["StrataAPI", "StrataClient"] + certificates + nio("NIOCore", "NIOPosix", "NIOHTTP1", "NIOWebSocket"),
            path: "Tests/StrataClientTests/Server"),
        test("StrataAPI", ["StrataAPI"]),
        test(
            "StrataResources",
            ["StrataAPI", "StrataStore", "StrataResources", logging, .product(name: "SystemPackage", package: "swift-system")]),
        test("StrataControl", ["StrataAPI", "StrataStore", "StrataResources", "StrataDriverKit", "StrataControl", logging]),
        test("StrataCatalog", ["StrataAPI", "StrataCatalog", "strata-catalog-gen"], exclude: ["Golden", "Fixtures"]),
        test("StrataDaemon", ["StrataAPI", "StrataCatalog", "StrataDaemon", "StrataDriverKit", "StrataServer"]),
        test("StrataDoctor", ["StrataCatalog", "StrataDoctor", "StrataDriverKit"], exclude: ["Fixtures"]),
        test("StrataStore", ["StrataStore", "store-crash-writer", grdb, logging]),
        target("TestContainers", ["StrataAPI", "StrataDriverKit", "LoopbackSSH"], path: "Tests/Support/Containers"),
        target("LoopbackSSH", ["StrataDriverKit"], path: "Tests/Support/LoopbackSSH"),
        target(
            "ProxmoxCluster", ["StrataAPI", "StrataDriverKit", "SimulatorKit", "ProxmoxSimulator"], path: "Tests/Support/ProxmoxCluster"),
        target(
            "VSphereCenter", ["StrataAPI", "StrataDriverKit", "SimulatorKit", "VSphereSimulator"], path: "Tests/Support/VSphereCenter"),
        target(
            "LXDDaemon",
            [
                "StrataAPI", "StrataDriverKit", "LXD", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
            ], path: "Tests/Support/LXDDaemon"),
        test("StrataDriverKit", ["StrataAPI", "StrataDriverKit", "TaskPermits", "LoopbackSSH"]),
        test(
            "Conformance",
            [
                "StrataAPI", "StrataConformance", "StrataDaemon", "StrataDriverKit", "StrataImages", "StrataNetwork", "TaskPermits",
                "PrivateLibvirt",
                "LXDDaemon", "ProxmoxCluster", "VSphereCenter", "strata",
            ]),
        test("StrataCloudInit", ["StrataAPI", "StrataCloudInit", "StrataDriverKit"]),
        test("StrataNetwork", ["StrataAPI", "StrataDriverKit", "StrataNetwork"]),
        test("StrataArchive", ["StrataAPI", "StrataArchive"]),
        test("StrataImages", ["StrataAPI", "StrataDriverKit", "StrataImages"]),
        .target(name: "Adversity", path: "Tests/Support/Adversity"),
        test("House", ["StrataAPI", "StrataDriverKit"]),
        test("EndToEnd", ["StrataAPI", "BuiltServer", "StrataDriverKit", "LoopbackSSH", "LXD", "LXDDaemon", "strata"]),
        test("Serve", ["BuiltServer", "StrataDriverKit", "strata"]),
        test("Console", ["BuiltServer", "StrataDriverKit", "strata"], exclude: ["Scripts"]),
        test("ThirdPartyClient", ["BuiltServer", "StrataDriverKit", "strata"], exclude: ["Scripts"]),
        test(
            "StrataCommand",
            [
                "StrataAPI", "TarStreams", "StrataDriverKit", "StrataCatalog", "StrataClient", "StrataClientTestServer", "StrataDaemon",
                "StrataDoctor", "StrataServer", "strata",
                logging, .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        test(
            "LXCDriver",
            ["StrataAPI", "StrataDriverKit", "StrataNetwork", "StrataLinuxHost", "LXCDriver", "LoopbackSSH", "TestContainers"],
            resources: [.copy("Fixtures")]),
        test(
            "QMP",
            [
                "StrataAPI", "StrataDriverKit", "QMP", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        test(
            "GuestAgent",
            [
                "StrataAPI", "StrataDriverKit", "GuestAgent", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        test(
            "LXD",
            [
                "StrataAPI", "StrataDriverKit", "StrataServer", "TLSTrust", "LXD", "LXDDaemon",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        test(
            "ProxmoxSimulator",
            [
                "StrataAPI", "StrataDriverKit", "SimulatorKit", "ProxmoxSimulator", "ProxmoxCluster", "BuiltServer", "HTTPS", "TLSTrust",
            ], exclude: ["Scripts"]),
        test(
            "VSphereSimulator",
            [
                "StrataAPI", "XMLDocuments", "StrataDriverKit", "SimulatorKit", "VSphereSimulator", "VSphereCenter", "BuiltServer", "HTTPS",
                "TLSTrust", "WebSockets",
            ], exclude: ["Scripts"]),
        test(
            "ProxmoxDriver",
            [
                "StrataAPI", "StrataDriverKit", "ProxmoxDriver", "Proxmox", "HTTPS", "TLSTrust", "VNCAuthentication", "ProxmoxSimulator",
                "SimulatorKit",
                "ProxmoxCluster", "BuiltServer", crypto,
            ]),
        target("GovmomiSimulator", ["StrataAPI", "StrataDriverKit", "BuiltServer"], path: "Tests/Support/GovmomiSimulator"),
        test(
            "VSphereDriver",
            [
                "StrataAPI", "StrataDriverKit", "VSphereDriver", "VSphere", "XMLDocuments", "HTTPS", "TLSTrust", "GovmomiSimulator",
                "SimulatorKit", "VSphereSimulator", "VSphereCenter",
            ]),
        test(
            "LXDDriver",
            [
                "StrataAPI", "TarStreams", "StrataDriverKit", "StrataServer", "StrataImages", "LXD", "LXDDriver", "LXDDaemon",
                "TestContainers",
                "LoopbackSSH", crypto,
            ]),
        test(
            "NspawnDriver",
            [
                "StrataAPI", "StrataDriverKit", "StrataNetwork", "StrataLinuxHost", "NspawnDriver", "LoopbackSSH", "TestContainers",
                "StrataConformance",
            ],
            resources: [.copy("Fixtures")]),
        test(
            "QEMUDriver",
            [
                "StrataAPI", "StrataDriverKit", "StrataNetwork", "StrataVolumes", "StrataLinuxHost", "StrataImages", "QEMUDriver",
                "LoopbackSSH",
            ]),
        target("PrivateLibvirt", ["StrataDriverKit"], path: "Tests/Support/PrivateLibvirt"),
        test("XMLDocuments", ["XMLDocuments"]),
        test("TarStreams", ["TarStreams", "StrataDriverKit"]),
        test("Libvirt", ["CLibvirt", "Libvirt", "XMLDocuments", "PrivateLibvirt", "StrataDriverKit", "TestContainers"]),
        test(
            "LibvirtDriver",
            [
                "StrataAPI", "StrataDriverKit", "StrataImages", "XMLDocuments", "Libvirt", "LibvirtDriver", "LoopbackSSH", "PrivateLibvirt",
                "VSphereCenter",
                "TestContainers",
            ]),
        test(
            "StrataServer",
            ["StrataAPI", "StrataCatalog", "StrataStore", "StrataResources", "StrataServer", logging] + certificates
                + nio("NIOCore", "NIOPosix", "NIOHTTP1", "NIOWebSocket", "NIOTLS")),
        test(
            "StrataClient",
            ["StrataAPI", "StrataClient", "StrataClientTestServer"]
                + nio("NIOCore", "NIOPosix", "NIOHTTP1", "NIOWebSocket", "NIOConcurrencyHelpers"),
            exclude: ["Server"]),
    ],
    swiftLanguageModes: [.v6]
)
