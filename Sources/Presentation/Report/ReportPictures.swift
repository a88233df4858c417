public import Analysis
public import Results

/// The pictures of a suite, drawn and read back.
public struct ReportPictures: Sendable {
    let all: [ReportPicture]
    /// What could not be made of this suite, and why.
    let leftOut: [String]
    /// Why there are none at all; nil where there are.
    public let missing: String?
    /// What gnuplot said of them.
    public let warnings: [String]

    /// Takes pictures that are there.
    init(all: [ReportPicture], leftOut: [String]) {
        self.all = all
        self.leftOut = leftOut
        missing = nil
        warnings = []
    }

    /// Draws all that a suite holds into a folder.
    ///
    /// - Parameters:
    ///   - suite: The suite.
    ///   - folder: Where the files go.
    ///   - seed: Of the resamples.
    /// - Throws: ``PlotError``; where gnuplot is missing there are none, with the reason.
    public init(
        of suite: RecordedSuite, into folder: String,
        seed: UInt64 = ComparisonSettings.standardSeed
    ) throws(PlotError) {
        let gnuplot: Gnuplot
        do throws(PlotError) { gnuplot = try Gnuplot(into: folder) } catch {
            guard case .missing = error else { throw error }
            all = []
            leftOut = []
            warnings = []
            missing = "There are no pictures: \(error.description)"
            return
        }
        let source = PlotSource([suite], seed: seed)
        var (made, without, odd) = ([ReportPicture](), [String](), [String]())
        // A history takes several suites.
        for plot in Plot.all where plot.name != Plot.history.name {
            let pictures: [Picture]
            do throws(PlotError) { pictures = try plot.pictures(of: source) } catch {
                guard case .nothing(let why) = error else { throw error }
                without.append("\(plot.name): \(why)")
                continue
            }
            for picture in pictures {
                let drawn = try gnuplot.draw(picture)
                odd += drawn.warnings.split(separator: "\n").prefix(1).map {
                    "gnuplot \(picture.name).gp: \($0)"
                }
                made.append(
                    ReportPicture(
                        name: picture.name, title: picture.title, caption: plot.summary,
                        description: ([plot.summary] + picture.note).joined(separator: "; "),
                        svg: try gnuplot.text(of: drawn.svg)))
            }
        }
        all = made
        leftOut = without
        warnings = odd
        missing = nil
    }
}
