internal import ArgumentParser
internal import Guest
internal import Migration
internal import Presentation
internal import Results

/// `bench list`: what there is to choose from and to read.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List transports, workloads, the columns of runs.csv or plots.")

    enum Subject: String, ExpressibleByArgument {
        case transports, workloads, columns, plots
    }

    enum Format: String, ExpressibleByArgument { case text, markdown }

    @Argument(help: "transports, workloads, columns or plots")
    var subject: Subject

    @Option(help: "text, or markdown: of columns, docs/columns.md.")
    var format = Format.text

    func validate() throws {
        if format == .markdown, subject != .columns {
            throw ValidationError("--format markdown is for columns")
        }
    }

    func run() throws {
        switch subject {
        case .transports:
            var table = PlainTable([.left(), .left()])
            for kind in TransportKind.allCases { table.add([kind.rawValue, kind.summary]) }
            print(table.text, terminator: "")
        case .workloads:
            var table = PlainTable([.left(), .left()])
            for kind in WorkloadKind.allCases { table.add([kind.rawValue, kind.summary]) }
            print(table.text, terminator: "")
        case .columns where format == .markdown:
            print(ColumnPage.text, terminator: "")
        case .columns:
            var table = PlainTable([.left(), .left(), .left(), .left()])
            for column in RunColumns.all {
                table.add([column.name, column.group, column.unit, column.summary])
            }
            print(table.text, terminator: "")
        case .plots:
            var table = PlainTable([.left(), .left()])
            for plot in Plot.all { table.add([plot.name, plot.summary]) }
            print(table.text, terminator: "")
        }
    }
}
