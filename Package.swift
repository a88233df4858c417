// swift-tools-version: 6.2
import PackageDescription

/// One set of rules for every target: Swift 6 mode, strict memory safety, warnings are errors.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Targets on the hot path are optimised in debug builds too, because people type
/// `swift run bench` and the harness must never be the bottleneck; so is what samples a migration
/// while it runs, and so are those that read and resample results, which takes thirty times as long
/// otherwise.
let hotSettings: [SwiftSetting] =
    settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let hotCSettings: [CSetting] = [.unsafeFlags(["-O2"], .when(configuration: .debug))]

let package = Package(
    name: "migration-bench",
    products: [.executable(name: "bench", targets: ["bench"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CVerbs", pkgConfig: "librdmacm",
            providers: [.apt(["libibverbs-dev", "librdmacm-dev"])]),
        .systemLibrary(name: "CNUMA", pkgConfig: "numa", providers: [.apt(["libnuma-dev"])]),
        .target(name: "CLinux", cSettings: hotCSettings),
        .target(
            name: "Platform",
            dependencies: [
                "CLinux", "CNUMA", "CSodium", "CXXHash", "CZlib",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: hotSettings),
        .target(
            name: "Programs",
            dependencies: [
                "Platform", .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings),
        .target(name: "Verbs", dependencies: ["CVerbs", "Platform"], swiftSettings: hotSettings),
        .target(
            name: "Guest",
            dependencies: [
                "Platform", .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: hotSettings),
        .target(
            name: "Migration", dependencies: ["Guest", "Verbs", "Platform"],
            swiftSettings: hotSettings),
        .target(
            name: "Measurement", dependencies: ["Verbs", "Platform"], swiftSettings: hotSettings),
        .target(name: "Recording", dependencies: ["Guest", "Platform"], swiftSettings: settings),
        .target(
            name: "Results",
            dependencies: [
                "Platform", .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: hotSettings),
        .target(
            name: "Scenarios",
            dependencies: [
                "Guest", "Migration", "Platform", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings),
        .target(
            name: "Analysis",
            dependencies: [
                "Results", "Scenarios", "Guest", "Platform",
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: hotSettings),
        .target(
            name: "Presentation",
            dependencies: [
                "Analysis", "Results", "Scenarios", "Programs", "Platform",
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            swiftSettings: settings),
        .target(
            name: "Session",
            dependencies: [
                "Guest", "Migration", "Measurement", "Results", "Scenarios", "Programs", "Platform",
            ],
            swiftSettings: settings),
        .target(
            name: "Lab",
            dependencies: [
                "Platform", "Programs", "Scenarios",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "bench",
            dependencies: [
                "Lab", "Session", "Presentation", "Analysis", "Results", "Scenarios", "Measurement",
                "Recording", "Migration", "Guest", "Programs", "Platform",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings, plugins: ["Revision"]),
        .plugin(name: "Revision", capability: .buildTool()),
        .executableTarget(
            name: "DataPath",
            dependencies: [
                "Migration", "Measurement", "Guest", "Verbs", "Platform",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/DataPath/Sources", swiftSettings: hotSettings),
        .testTarget(
            name: "PlatformTests", dependencies: ["TestSupport", "Platform"],
            swiftSettings: settings),
        .target(
            name: "TestSupport", dependencies: ["Guest", "Verbs", "Platform"],
            path: "Tests/TestSupport",
            swiftSettings: settings),
        .testTarget(
            name: "VerbsTests", dependencies: ["TestSupport", "Verbs", "Platform"],
            swiftSettings: settings),
        .testTarget(
            name: "ProgramsTests", dependencies: ["Programs"], swiftSettings: settings),
        .testTarget(
            name: "GuestTests", dependencies: ["TestSupport", "Guest", "Platform"],
            swiftSettings: settings),
        .testTarget(
            name: "MigrationTests",
            dependencies: ["TestSupport", "Migration", "Guest", "Verbs", "Platform"],
            swiftSettings: settings),
        .testTarget(
            name: "MeasurementTests", dependencies: ["Measurement", "Platform"],
            swiftSettings: settings),
        .testTarget(name: "TidyTests", dependencies: ["TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "RecordingTests", dependencies: ["Recording", "Guest", "Platform"],
            swiftSettings: settings),
        .testTarget(
            name: "ResultsTests",
            dependencies: [
                "Results", .product(name: "SwiftCSV", package: "SwiftCSV"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ScenariosTests",
            dependencies: ["TestSupport", "Scenarios", "Guest", "Migration", "Platform"],
            swiftSettings: settings),
        .testTarget(
            name: "AnalysisTests",
            dependencies: [
                "Analysis", "Migration", "Results", "Scenarios",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "PresentationTests",
            dependencies: ["Presentation", "Analysis", "Results", "Programs"],
            swiftSettings: settings),
        .testTarget(
            name: "SessionTests",
            dependencies: [
                "TestSupport", "Session", "Guest", "Measurement", "Migration", "Platform",
                "Results",
                "Scenarios",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "LabTests",
            dependencies: ["Lab", "Platform", "Programs", "Scenarios"],
            swiftSettings: settings),
        .target(name: "CNamespaces", path: "Tests/CNamespaces"),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "TestSupport", "CNamespaces", "bench", "Lab", "Session", "Recording", "Results",
                "Guest",
                "Programs", "Platform",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: settings),
    ]
)

// The sanitizers look at the threads and the memory of these alone: building the rest for them takes
// longer than their tests.
if Context.environment["BENCH_SANITIZED"] == "1" {
    let looked: Set = [
        "CXXHash", "CSodium", "CZlib", "CVerbs", "CNUMA", "CLinux", "Platform", "Verbs",
        "Guest", "Migration", "TestSupport", "PlatformTests", "GuestTests",
        "MigrationTests",
    ]
    package.products = []
    package.targets.removeAll { !looked.contains($0.name) }
}
