// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is compiled with the same rules: existentials say `any`, imports are internal unless they are part
/// of an interface, and a warning is an error.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
    // Whether a variable is changed while it is read is checked at run time by the tests, which are debug builds; it
    // would cost a message 4 % of its time.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// What runs once, at the start or for a command, is made small; what runs for each message is made fast.
let small = strict + [.unsafeFlags(["-Osize"], .when(configuration: .release))]

/// A room of the house. What it may import is what it lists here, so the compiler keeps the house in order.
func room(_ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = strict) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The C library `name` as Debian's package `package` installs it.
func library(_ name: String, pkgConfig: String, package: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "weir-gateway",
    products: [
        .executable(name: "weir", targets: ["weir"]),
        .executable(name: "weir-bench", targets: ["weir-bench"]),
        // Preloaded into a measured program, it counts what that allocates.
        .library(name: "allocations", type: .dynamic, targets: ["CAllocations"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        // C libraries, each behind one target.
        library("CMosquitto", pkgConfig: "libmosquitto", package: "libmosquitto-dev"),
        library("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        library("CYAML", pkgConfig: "yaml-0.1", package: "libyaml-dev"),
        library("CZlib", pkgConfig: "zlib", package: "zlib1g-dev"),
        library("CZstd", pkgConfig: "libzstd", package: "libzstd-dev"),
        .target(name: "CGPIO", cSettings: [.treatAllWarnings(as: .error)], linkerSettings: [.linkedLibrary("gpiod")]),
        .target(
            name: "CSimdJSON", cxxSettings: [.define("SIMDJSON_THREADS_ENABLED", to: "1")],
            linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CLinux"),
        .target(name: "CHeap", cSettings: [.treatAllWarnings(as: .error)]),
        .target(
            name: "CONNXRuntime", cSettings: [.treatAllWarnings(as: .error)], linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "CPageSums", dependencies: ["CSQLite", "CZlib"], cSettings: [.treatAllWarnings(as: .error)]),

        // Pure rooms: no clock, file, socket, thread or random source.
        room("Expressions"),
        room("Telemetry"),
        room("Scoring", ["Telemetry"]),
        room("Engine", ["Telemetry", "Expressions", "Scoring"]),

        // Files and payloads.
        room("Directories", settings: small),
        room("Documents", ["CYAML", "Directories"], settings: small),
        room("Decoding", ["Scoring", "Telemetry", "CSimdJSON"]),
        room("ModelRuntime", ["CONNXRuntime", "Scoring"], settings: small),
        room(
            "Configuration",
            ["Documents", "Decoding", "Engine", "Expressions", "ModelRuntime", "Scoring", "Telemetry"],
            settings: small),

        // The world outside.
        room("Store", ["CPageSums", "CSQLite", "CZlib", "CZstd", "Directories"]),
        room("MQTT", ["CMosquitto"]),
        room("GPIO", ["CGPIO", "Directories"]),
        room("Uplinks", ["Telemetry", "Store", "MQTT"]),
        room(
            "Agent",
            [
                "CLinux", "Configuration", "Decoding", "Directories", "Documents", "Engine", "Expressions", "GPIO",
                "MQTT", "Scoring", "Store", "Telemetry", "Uplinks", logging,
            ]),
        room(
            "Rehearsal", ["Agent", "Configuration", "Decoding", "Documents", "Engine", "Telemetry"], settings: small),
        .target(
            name: "Console",
            dependencies: [
                "Agent", "CLinux", "Configuration", "Decoding", "Documents", "Telemetry", logging,
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            resources: [
                .embedInCode("Dashboard/Page/index.html"), .embedInCode("Dashboard/Page/style.css"),
                .embedInCode("Dashboard/Page/dashboard.js"), .embedInCode("Dashboard/Page/history.js"),
                .embedInCode("Dashboard/Page/queue.js"),
                .embedInCode("Dashboard/Page/why.js"), .embedInCode("Dashboard/Page/begin.js"),
            ], swiftSettings: small),

        // Programs.
        .executableTarget(
            name: "weir",
            dependencies: [
                "Agent", "CLinux", "Configuration", "Console", "Decoding", "Directories", "Documents", "Engine",
                "Expressions", "GPIO", "ModelRuntime", "MQTT", "Rehearsal", "Scoring", "Store", "Telemetry", arguments,
                logging,
            ],
            swiftSettings: small),

        .executableTarget(
            name: "weir-score-costs", dependencies: ["CAllocations", "CHeap", "Scoring", "Telemetry"],
            swiftSettings: strict),
        .executableTarget(
            name: "CBenchmark", dependencies: ["CMosquitto", "CSQLite"], cSettings: [.treatAllWarnings(as: .error)]),
        .target(name: "CAllocations", cSettings: [.treatAllWarnings(as: .error)]),
        .executableTarget(
            name: "weir-bench",
            dependencies: [
                "CAllocations", "CBenchmark", "weir", "Configuration", "Decoding", "Directories", "Documents", "Engine",
                "Expressions", "LargePlant", "Store", "Telemetry", arguments,
            ],
            swiftSettings: strict),

        // Programs and words of the tests.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        .target(name: "LargePlant", path: "Tests/Fixtures/LargePlant", swiftSettings: strict),
        .executableTarget(
            name: "mqtt-test-subscriber", dependencies: ["MQTT", "CMosquitto"], path: "Tests/Fixtures/MQTTSubscriber",
            swiftSettings: strict),
        .executableTarget(
            name: "store-writer", dependencies: ["Store"], path: "Tests/Fixtures/StoreWriter", swiftSettings: strict),

        .testTarget(
            name: "ScoringTests", dependencies: ["Scoring", "Telemetry", "TestSupport"], exclude: ["Fixtures"],
            swiftSettings: strict),
        tests("TelemetryTests", ["Telemetry", "TestSupport"]),
        tests("EngineTests", ["Engine", "Expressions", "Scoring", "Telemetry", "TestSupport"]),
        tests(
            "ConfigurationTests",
            [
                "Configuration", "Decoding", "Documents", "Engine", "Expressions", "Scoring", "Telemetry",
                "TestSupport",
            ]),
        tests("UplinksTests", ["MQTT", "Store", "Telemetry", "TestSupport", "Uplinks"]),
        tests(
            "AgentTests",
            [
                "Agent", "Configuration", "Decoding", "Documents", "Engine", "Store", "Telemetry", "TestSupport",
                logging,
            ]),
        tests("ExpressionsTests", ["Expressions", "TestSupport"]),
        tests("DocumentsTests", ["Documents", "TestSupport"]),
        tests("DecodingTests", ["Decoding", "Telemetry", "TestSupport"]),
        tests("GPIOTests", ["GPIO", "TestSupport"]),
        tests("StoreTests", ["Store", "CPageSums", "CSQLite", "TestSupport", "store-writer"]),
        tests("RehearsalTests", ["Configuration", "Documents", "Rehearsal", "Telemetry", "TestSupport"]),
        tests("DeviceLibraryTests", ["Configuration", "Documents", "Engine", "Rehearsal"]),
        tests("EndToEndTests", ["LargePlant", "TestSupport", "weir", "weir-bench"]),
        tests("MQTTTests", ["MQTT", "TestSupport", "mqtt-test-subscriber"]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
