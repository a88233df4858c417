internal import Mustache

/// A report as one HTML file: nothing in it is asked from anywhere else, and nothing in it runs.
struct HTMLPage {
    let title: String
    let lead: [String]
    let sections: [ReportSection]

    /// The file.
    ///
    /// - Throws: what the template's parser throws.
    func text() throws -> String {
        MustacheContentTypes.register(ScalarHTML(), named: ScalarHTML.name)
        let template = try MustacheTemplate(string: HTMLTemplate.text)
        return template.render(
            View(
                title: title, style: HTMLStyle.text, lead: lead.map(FigureWords.unbroken),
                sections: sections.map(View.Section.init)))
    }

    /// What the template sees.
    private struct View {
        let title: String
        let style: String
        let lead: [String]
        let sections: [Section]

        struct Section {
            let id: String
            let title: String
            let blocks: [Block]

            init(_ section: ReportSection) {
                id = section.id
                title = section.title
                blocks = section.blocks.map(Block.init)
            }
        }

        /// One of its members is there.
        struct Block {
            var heading: String?
            var paragraph: String?
            var list: [String]?
            var code: String?
            var table: Table?
            var picture: Picture?

            init(_ block: ReportSection.Block) {
                switch block {
                case .heading(let text): heading = text
                case .paragraph(let text): paragraph = FigureWords.unbroken(text)
                case .list(let items): list = items.map(FigureWords.unbroken)
                case .commands(let lines): code = lines.joined(separator: "\n")
                case .yaml(let text): code = text
                case .table(let table): self.table = Table(table)
                case .picture(let picture): self.picture = Picture(picture)
                }
            }
        }

        struct Table {
            let caption: String
            let columns: [Cell]
            let rows: [Row]

            struct Row {
                let head: String
                let cells: [Cell]
            }

            struct Cell {
                let text: String
                let isRight: Bool
                /// The column's title, which stands before the text where a screen is narrow.
                var label = ""
            }

            init(_ table: ReportTable) {
                caption = table.caption
                columns = table.columns.map { Cell(text: $0.title, isRight: $0.isRight) }
                rows = table.rows.map { cells in
                    Row(
                        head: cells[0],
                        cells: zip(table.columns, cells).dropFirst().map {
                            Cell(
                                text: FigureWords.unbroken($1), isRight: $0.isRight,
                                label: $0.title)
                        })
                }
            }
        }

        struct Picture {
            let caption: String
            let svg: String

            init(_ picture: ReportPicture) {
                caption = picture.caption.prefix(1).uppercased() + picture.caption.dropFirst() + "."
                svg = InlineSVG(picture).text
            }
        }
    }
}
