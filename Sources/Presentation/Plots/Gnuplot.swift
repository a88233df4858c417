internal import Platform
public import Programs

/// Writes pictures: figures and script, and what gnuplot draws of them.
public struct Gnuplot: Sendable {
    /// What draws.
    public static let program = HostProgram(name: "gnuplot", package: "gnuplot-nox")

    /// The longest that one picture may take.
    private static let seconds = 60.0

    private let path: String
    private let folder: String

    /// One picture's files.
    public struct Drawn: Sendable, Codable, Hashable {
        /// What other programs take.
        public let svg: String
        /// What people look at.
        public let png: String
        /// The figures.
        public let data: String
        /// How to draw it again.
        public let script: String
        /// What gnuplot said of it; usually nothing.
        public let warnings: String
    }

    /// Draws into a folder, which is made with the first picture where it is missing.
    ///
    /// - Throws: ``PlotError`` `.missing`.
    public init(into folder: String) throws(PlotError) {
        guard let path = Self.program.path else { throw .missing(Self.program) }
        self.path = path
        self.folder = folder
    }

    /// Writes a picture's files and draws it.
    ///
    /// It blocks as ``ProgramRun`` does.
    ///
    /// - Throws: ``PlotError`` `.folder`, `.refused` or `.overdue`.
    public func draw(_ picture: Picture) throws(PlotError) -> Drawn {
        let file = { (kind: String) in "\(folder)/\(picture.name).\(kind)" }
        let script = "\(picture.name).gp"
        do throws(SystemError) { _ = try Files.makeFolder(folder) } catch {
            throw .folder(folder, error)
        }
        try write(file("tsv"), picture.data)
        try write(file("gp"), picture.script)
        // Letters of any language, and month names of one.
        let run = ProgramRun(path, [script], in: folder, locale: "C.UTF-8")
        let outcome: ProgramRun.Outcome
        do { outcome = try run.outcome(within: Self.seconds) } catch {
            throw .overdue(script: script, seconds: Self.seconds)
        }
        guard outcome.isSuccess, Files.exists(file("svg")), Files.exists(file("png")) else {
            throw .refused(script: script, output: outcome.output + outcome.errors)
        }
        return Drawn(
            svg: file("svg"), png: file("png"), data: file("tsv"), script: file("gp"),
            warnings: outcome.errors)
    }

    /// A file that was drawn, as text.
    func text(of path: String) throws(PlotError) -> String {
        do throws(SystemError) {
            return String(decoding: try Files.read(path), as: UTF8.self)
        } catch {
            throw .folder(path, error)
        }
    }

    private func write(_ path: String, _ text: String) throws(PlotError) {
        do throws(SystemError) { try Files.replace(path, with: [UInt8](text.utf8)) } catch {
            throw .folder(folder, error)
        }
    }
}
