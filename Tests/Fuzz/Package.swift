// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the sanitizers' flags touch nothing that is shipped. Its rooms are links to the real
// ones. Build and run, from this folder:
//
//     swift build -c release
//     .build/release/weir-fuzz json -max_total_time=60 Seeds/json

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    // Also in release: checks of the standard library and preconditions are what a fuzzer looks for.
    .unsafeFlags([
        "-sanitize=fuzzer,address", "-enforce-exclusivity=checked",
        // What the compiler takes for `fuzzer` alone are counters that libFuzzer no longer reads.
        "-sanitize-coverage=edge,indirect-calls,trace-cmp,inline-8bit-counters,pc-table",
    ]),
]
let sanitized = ["-fsanitize=fuzzer-no-link,address"]

let package = Package(
    name: "weir-fuzz",
    targets: [
        .target(
            name: "CSimdJSON",
            cxxSettings: [.define("SIMDJSON_THREADS_ENABLED", to: "1"), .unsafeFlags(sanitized)],
            linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CFuzzer"),
        .target(name: "Telemetry", swiftSettings: strict),
        .target(name: "Decoding", dependencies: ["Scoring", "Telemetry", "CSimdJSON"], swiftSettings: strict),
        .target(name: "Expressions", swiftSettings: strict),
        .target(name: "Scoring", dependencies: ["Telemetry"], swiftSettings: strict),
        .target(name: "Engine", dependencies: ["Telemetry", "Expressions", "Scoring"], swiftSettings: strict),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(name: "Directories", swiftSettings: strict),
        .target(name: "Documents", dependencies: ["CYAML", "Directories"], swiftSettings: strict),
        .target(name: "CONNXRuntime", linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "ModelRuntime", dependencies: ["CONNXRuntime", "Scoring"], swiftSettings: strict),
        .target(
            name: "Configuration",
            dependencies: ["Documents", "Decoding", "Engine", "Expressions", "ModelRuntime", "Scoring", "Telemetry"],
            swiftSettings: strict),
        .executableTarget(
            name: "weir-fuzz",
            dependencies: [
                "CFuzzer", "Configuration", "Decoding", "Documents", "Expressions", "Scoring", "Telemetry",
            ],
            swiftSettings: strict,
            // gold, the default on Linux, fails over the sanitizers' debug information.
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
