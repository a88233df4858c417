/// What migration in QEMU can do over which transport, read from its source.
enum FeatureMatrix {
    /// The version that was read.
    static let version = "10.2.2"

    /// The columns.
    static let transports = [
        "tcp", "multifd", "multifd zero-copy", "rdma pin-all", "rdma dynamic",
    ]

    /// One feature.
    struct Feature {
        let name: String
        /// In the order of ``FeatureMatrix/transports``.
        let answers: [Answer]
        /// File and function, in QEMU's `migration` folder unless another is named.
        let source: String
    }

    /// What a transport does with a feature.
    enum Answer: String {
        case yes
        case no
        /// The feature is what the column is called by.
        case itself = "is it"
        case partly
        /// Nothing in the source refuses it, and nothing says that it works.
        case notRefused = "not refused"
    }

    static let features = [
        Feature(
            name: "several channels (multifd)", answers: [.no, .itself, .itself, .no, .no],
            source: "options.c migrate_rdma_caps_check"),
        Feature(
            name: "postcopy, and recovery of it", answers: [.yes, .yes, .yes, .no, .no],
            source: "options.c migrate_rdma_caps_check"),
        Feature(
            name: "postcopy preempt", answers: [.yes, .yes, .yes, .no, .no],
            source: "options.c migrate_caps_check: needs postcopy-ram"),
        Feature(
            name: "compression (multifd zlib, zstd, ...)", answers: [.no, .yes, .no, .no, .no],
            source: "options.c migrate_caps_check; multifd alone compresses"),
        Feature(
            name: "XBZRLE", answers: [.yes, .no, .no, .no, .no],
            source: "options.c migrate_caps_check, migrate_rdma_caps_check"),
        Feature(
            name: "zero-copy send", answers: [.no, .yes, .itself, .no, .no],
            source: "options.c migrate_caps_check: multifd without TLS or compression"),
        Feature(
            name: "TLS", answers: [.yes, .yes, .no, .no, .no],
            source:
                "channel.c migration_channel_connect; options.c migrate_params_check; no call of "
                + "tls.c in rdma.c"),
        Feature(
            name: "zero pages sent as marks", answers: [.yes, .yes, .yes, .no, .partly],
            source:
                "ram.c ram_save_target_page hands over to RDMA first; rdma.c qemu_rdma_write_one: "
                + "chunks not registered yet"),
        Feature(
            name: "VFIO device state on channels of its own",
            answers: [.no, .yes, .yes, .no, .no],
            source: "multifd-device-state.c; docs/devel/migration/vfio.rst"),
        Feature(
            name: "background snapshot", answers: [.yes, .no, .no, .no, .notRefused],
            source: "options.c check_caps_background_snapshot"),
        Feature(
            name: "auto-converge, dirty limit", answers: [.yes, .yes, .yes, .yes, .yes],
            source: "options.c migrate_caps_check"),
        Feature(
            name: "memory stays unpinned", answers: [.yes, .yes, .partly, .no, .partly],
            source:
                "docs/rdma.txt: pinned while they are registered; zero-copy pins what is under "
                + "way"),
    ]
}

extension SuiteReport {
    /// What each choice gives up.
    var features: ReportSection {
        var section = ReportSection("features", "What each choice gives up in QEMU")
        var table = ReportTable(
            "Migration features by transport, QEMU \(FeatureMatrix.version)",
            [.left("feature")] + FeatureMatrix.transports.map { .left($0) })
        for feature in FeatureMatrix.features {
            table.add([feature.name] + feature.answers.map(\.rawValue))
        }
        section.add(.table(table))
        section.add(
            .paragraph(
                "Read from the source of QEMU \(FeatureMatrix.version), not tried. Partly: only "
                    + "of chunks that were never registered, or only for pages under way. "
                    + "mapped-ram needs a file, which none of these is. rsocket and RDMA over "
                    + "several queue pairs (rdma-multifd) are not in QEMU at all: whoever "
                    + "chooses them gives up all of it until somebody writes them."))
        section.add(.heading("Where it stands, in QEMU's migration folder"))
        section.add(
            .list(FeatureMatrix.features.map { "\($0.name): \($0.source)" }))
        return section
    }
}
