import Foundation
import Programs
import Testing

/// A browser without a window, which looks at a page and writes down what it asked for.
struct Chromium {
    private static let program = HostProgram(name: "chromium", package: "chromium")
    private let scratch: Scratch

    /// Why there is none here; nil where there is one, and where nothing may be skipped.
    static var obstacle: String? {
        guard ProcessInfo.processInfo.environment["BENCH_REQUIRE_LAB"] == nil else { return nil }
        return program.path == nil ? "no chromium here: scripts/setup --tests" : nil
    }

    /// What a page comes to.
    struct Visit {
        /// The document after loading.
        let document: String
        /// The addresses that the page asked for over a network.
        let requests: [String]
        let screenshot: Data
    }

    init(_ scratch: Scratch) { self.scratch = scratch }

    /// Opens a file of the scratch folder.
    ///
    /// No name is resolved: what the page asks for fails, and is written down all the same.
    func open(_ page: String, dark: Bool = false) async throws -> Visit {
        let log = scratch.path("net.json")
        for job in ["--screenshot=shot.png", "--dump-dom"] {
            try await run(
                [
                    job, "--log-net-log=\(log)", "--window-size=1280,1600",
                    dark ? "--blink-settings=preferredColorScheme=0" : "",
                ], page)
        }
        return Visit(
            document: try scratch.text("document.html"), requests: try Self.requests(log),
            screenshot: try Data(contentsOf: URL(filePath: scratch.path("shot.png"))))
    }

    /// A file of the scratch folder as it is printed.
    func printed(_ page: String) async throws -> Data {
        try await run(["--print-to-pdf=page.pdf", "--no-pdf-header-footer"], page)
        return try Data(contentsOf: URL(filePath: scratch.path("page.pdf")))
    }

    private func run(_ options: [String], _ page: String) async throws {
        let path = try #require(Self.program.path, "chromium is missing")
        let flags = [
            "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-default-apps",
            "--disable-dev-shm-usage", "--user-data-dir=\(scratch.path("profile"))",
            "--host-resolver-rules='MAP * ~NOTFOUND'",
            // Root has no sandbox to go into.
            geteuid() == 0 ? "--no-sandbox" : "",
        ]
        let url = URL(filePath: scratch.path(page)).absoluteString
        let words = (flags + options).joined(separator: " ")
        let outcome = try await Program(in: scratch).shell(
            "\(path) \(words) \(url) > document.html 2> browser.log", seconds: 120)
        let log = try scratch.text("browser.log")
        #expect(outcome.code == 0, "\(log)")
    }

    /// The addresses that a page asked for, by a network log.
    ///
    /// What the browser asks for by itself, such as updates, comes from no origin.
    private static func requests(_ path: String) throws -> [String] {
        let file = try JSONSerialization.jsonObject(
            with: try Data(contentsOf: URL(filePath: path)))
        let events = try #require((file as? [String: Any])?["events"] as? [[String: Any]])
        try #require(!events.isEmpty, "nothing was logged")
        let asked = events.compactMap { event -> String? in
            guard let params = event["params"] as? [String: Any],
                let initiator = params["initiator"] as? String, initiator != "not an origin"
            else { return nil }
            return params["url"] as? String
        }
        let own = ["file:", "data:", "about:", "chrome:", "blob:"]
        return Set(asked).filter { url in !own.contains(where: url.hasPrefix) }.sorted()
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test, with the reason, where there is no browser.
    static var needsChromium: Self {
        .enabled(if: Chromium.obstacle == nil, "\(Chromium.obstacle ?? "")")
    }
}
