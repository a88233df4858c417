/// A part of a report, before it is written as HTML or Markdown.
struct ReportSection {
    /// What links point to: letters and hyphens.
    let id: String
    let title: String
    var blocks: [Block] = []

    /// What a part is made of.
    enum Block {
        case heading(String)
        case paragraph(String)
        case list([String])
        case table(ReportTable)
        case picture(ReportPicture)
        /// Commands of a shell, one a line.
        case commands([String])
        /// YAML as it is.
        case yaml(String)
    }

    init(_ id: String, _ title: String) {
        self.id = id
        self.title = title
    }

    mutating func add(_ block: Block) { blocks.append(block) }
}

/// A table whose first column says what each row is about.
struct ReportTable {
    let caption: String
    let columns: [PlainTable.Column]
    private(set) var rows: [[String]] = []

    init(_ caption: String, _ columns: [PlainTable.Column]) {
        self.caption = caption
        self.columns = columns
    }

    mutating func add(_ cells: [String]) {
        precondition(cells.count == columns.count, "a cell for each column")
        rows.append(cells.map(DisplayWidth.printable))
    }
}

/// A picture as it goes into a page.
struct ReportPicture {
    /// The name of its files.
    let name: String
    let title: String
    /// What it shows, in one line.
    let caption: String
    /// The same at length, for who does not see it.
    let description: String
    /// What gnuplot drew.
    let svg: String
}
