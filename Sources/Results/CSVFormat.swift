/// The file format: RFC 4180, as a writer.
enum CSVFormat {
    /// Ends a record, the last one too.
    static let newline = "\r\n"

    /// The header line of a table.
    static func header(_ columns: [Column]) -> String {
        columns.map { quoted($0.name) }.joined(separator: ",") + newline
    }

    /// A row as one line (a text cell may have line breaks inside its quotes).
    static func line(_ row: Row, _ columns: [Column]) -> String {
        columns.map { quoted(CellText.write(row[$0], as: $0.kind)) }.joined(separator: ",")
            + newline
    }

    /// A cell in quotes where it needs them.
    ///
    /// Spaces at an end are quoted too: some readers strip them otherwise.
    static func quoted(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\r")
                || byte == UInt8(ascii: "\n")
        }
        let edges = [text.utf8.first, text.utf8.last]
        guard needsQuotes || edges.contains(UInt8(ascii: " ")) else { return text }
        var scalars = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            if scalar == "\"" { scalars.append("\"") }
            scalars.append(scalar)
        }
        scalars.append("\"")
        return String(scalars)
    }
}
