import Foundation
import FoundationXML
import Programs
import Results
import Testing

@testable import Presentation

/// What gnuplot makes of the scripts.
@Suite struct ScriptTests {
    private typealias Samples = PlotSamples

    /// Draws a picture on a thread that may block; nothing may be odd about it.
    private func draw(_ picture: Picture, _ folder: PlotFolder) async throws -> Gnuplot.Drawn {
        let path = folder.path
        let drawn = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result { try Gnuplot(into: path).draw(picture) })
            }
        }
        #expect(drawn.warnings == "", "\(picture.script)")
        let png = try Data(contentsOf: URL(filePath: drawn.png))
        #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]) && png.count > 2000)
        return drawn
    }

    /// The texts of an SVG; it must be well-formed.
    private func texts(_ path: String) throws -> [String] {
        let reader = TextReader()
        let parser = XMLParser(data: try Data(contentsOf: URL(filePath: path)))
        parser.delegate = reader
        #expect(parser.parse(), "\(path): \(parser.parserError.map { "\($0)" } ?? "")")
        return reader.texts
    }

    private final class TextReader: NSObject, XMLParserDelegate {
        var texts: [String] = []
        private var isText = false

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
            qualifiedName: String?, attributes: [String: String]
        ) {
            isText = name == "text"
            if isText { texts.append("") }
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
            qualifiedName: String?
        ) { if name == "text" { isText = false } }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            if isText { texts[texts.count - 1] += text }
        }
    }

    /// What the script has to write: `w1 = 'downtime (ms)'`.
    private func words(_ picture: Picture) -> [String] {
        picture.script.matches(of: /(?m)^w\d+ = '(.+)'$/).map { String($0.1) }
    }

    /// Every plot of a suite and of its history, by name.
    private func pictures(_ names: [String], runs: Int, _ folder: PlotFolder) throws -> [Picture] {
        let rows = Samples.everything(names, runs: runs)
        let samples = rows.flatMap { row in
            let id = row[RunColumns.identity.runID] ?? ""
            return [
                Samples.sample(id, ms: 50, "precopy", sent: 1000, left: 5000, done: 9000),
                Samples.sample(id, ms: 90, "switchover", sent: 5000, left: 1000, done: 9600),
                Samples.sample(id, ms: 95, "completed", sent: 6000, left: 0, done: 9600),
            ]
        }
        let suite = try folder.suite("suite", rows, samples: samples)
        let nights = (1..<9).map { night in
            Samples.suite(Samples.everything(names, runs: runs, day: night), name: "n\(night)")
        }
        let one = PlotSource([suite])
        let many = PlotSource(nights)
        return try Plot.all.flatMap { plot in
            try plot.pictures(of: plot.name == "history" ? many : one)
        }
    }

    @Test(arguments: [5, 1])
    func everyPictureIsDrawnWithoutAWord(runs: Int) async throws {
        let folder = try PlotFolder()
        // More than gnuplot's own key has room for.
        let names = [
            "tcp", "multifd", "multifd", "multifd-zerocopy", "rdma-pin-all", "rdma-dynamic",
            "rdma-multifd", "rsocket", "rsocket", "null",
        ]
        let all = try pictures(names, runs: runs, folder)
        #expect(Set(all.map(\.name)).count == all.count)
        for plot in Plot.all { #expect(all.contains { $0.name == plot.name }) }
        for picture in all {
            let drawn = try await draw(picture, folder)
            let texts = try texts(drawn.svg)
            #expect(texts.contains { $0.contains("n \(runs)") }, "\(picture.name): \(texts)")
            let words = words(picture)
            #expect(words.count > 3)
            for word in words {
                #expect(texts.contains(word), "\(picture.name) lacks \(word): \(texts)")
            }
        }
    }

    /// Names come from files: they are shown, and do nothing.
    @Test func hostileNamesAreOnlyShown() async throws {
        let folder = try PlotFolder()
        let hostile = [
            "a'b''c", "x\"y", "{/Bold z}", "@a_b^c", "%s%g 50%", "`touch owned`", "\\n\\", "}",
            "<b>&amp;", "=1+1", "#", "\t\n\u{1B}[2J", "\u{FFFE}", "$w1", "set output 'z'; !ls",
        ]
        let source = PlotSource(
            [
                Samples.suite(
                    hostile.enumerated().flatMap { index, name in
                        (0..<2).map { run in
                            Samples.run(
                                "\(index)-\(run)", name, workload: name, rate: Double(64 << run),
                                downtime: Double(index + 1)
                            ) { row in
                                row[RunColumns.time.setupMs] = 1
                                row[RunColumns.case.sourceHost] = name
                                row[RunColumns.guest.slowdownPercent] = 3
                            }
                        }
                    }, name: "su'ite\n")
            ])
        for plot in [Plot.downtime, .phases, .winners, .slowdown] {
            for picture in try plot.pictures(of: source) {
                let drawn = try await draw(picture, folder)
                let all = try texts(drawn.svg).joined(separator: "\n")
                #expect(all.contains("su’ite"))
            }
        }
        let shown = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasPrefix("slowdown") && $0.hasSuffix(".svg") }
            .flatMap { try texts("\(folder.path)/\($0)") }.joined(separator: "\n")
        for name in ["a’b’’c", "x\"y", "{/Bold z}", "@a_b^c", "%s%g 50%", "\\n\\", "<b>&amp;"] {
            #expect(shown.contains(name), "\(shown)")
        }
        let kinds = ["svg", "png", "tsv", "gp"]
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            #expect(kinds.contains(URL(filePath: file).pathExtension), "\(file)")
        }
    }

    @Test func wordsAreQuoted() {
        #expect(Script.quoted("a'b''") == "'a\u{2019}b\u{2019}\u{2019}'")
        #expect(Script.quoted("a\nb\u{FFFF}") == "'a b'")
        #expect(Script.quoted("") == "''")
    }

    @Test func dataAreOneLineARow() throws {
        var table = PlotTable(["x", "label"])
        table.add([.decimal(1.5), .text("a\tb\nc")])
        table.add([nil, .text("=1")])
        table.add([.decimal(.nan), nil])
        #expect(table.text == "x\tlabel\n1.5\ta b c\n\t'=1\n\t\n")
    }

    /// The script finds its data where it is run.
    @Test func aFolderCanBeMoved() async throws {
        let folder = try PlotFolder()
        let picture = try Plot.downtime.pictures(
            of: Samples.source([Samples.run("1", downtime: 2)]))[0]
        #expect(!picture.script.contains("/tmp"))
        let drawn = try await draw(picture, folder)
        let moved = try PlotFolder()
        for file in [drawn.data, drawn.script] {
            try FileManager.default.copyItem(
                atPath: file, toPath: "\(moved.path)/\(URL(filePath: file).lastPathComponent)")
        }
        let other = try await draw(picture, moved)
        #expect(
            try Data(contentsOf: URL(filePath: drawn.svg))
                == Data(contentsOf: URL(filePath: other.svg)))
    }

    @Test func whatCannotBeWrittenIsSaid() throws {
        let picture = Picture(name: "x", title: "", note: [], data: "", script: "")
        let error = #expect(throws: PlotError.self) {
            try Gnuplot(into: "/dev/null/plots").draw(picture)
        }
        #expect(error?.description.contains("cannot write pictures to /dev/null/plots") == true)
        #expect(error?.description.contains("--output") == true)
        let lacking = PlotError.missing(Gnuplot.program).description
        #expect(lacking.contains("gnuplot-nox"))
    }

    /// A program that fails is told with what it said.
    @Test func aRefusedScriptIsAnError() async throws {
        let folder = try PlotFolder()
        let broken = Picture(
            name: "broken", title: "", note: [], data: "x\n1\n", script: "no such command\n")
        do {
            _ = try await draw(broken, folder)
            Issue.record("nothing was wrong with it")
        } catch {
            #expect("\(error)".hasPrefix("gnuplot broken.gp failed"), "\(error)")
            #expect("\(error)".contains("invalid command"), "\(error)")
        }
    }
}
