import Foundation
import Presentation
import Results
import Testing

/// Every column is defined once, and docs/columns.md has what is defined.
@Suite struct ColumnPageTests {
    @Test func everyColumnHasADefinition() {
        for table in ColumnTable.all {
            let missing = table.columns.filter { table.definition(of: $0) == nil }.map(\.name)
            #expect(missing.isEmpty, "\(table.file): define them in Sources/Results/Definitions")
        }
    }

    @Test func noColumnIsDefinedTwiceOrUnknown() {
        for table in ColumnTable.all {
            let names = table.defined.map(\.name)
            #expect(Set(names).count == names.count, "\(table.file)")
            #expect(Set(table.defined) == Set(table.columns), "\(table.file)")
        }
    }

    @Test func nothingIsLeftBlankAndEachLineIsOneRow() {
        for definition in ColumnTable.all.flatMap({ table in
            table.columns.compactMap(table.definition)
        }) {
            for words in [
                definition.formula, definition.source, definition.uncertainty, definition.peer,
            ] {
                #expect(!words.isEmpty && !words.contains("\n") && !words.contains("|"), "\(words)")
            }
        }
    }

    /// Each column is on the page by its name, or by that which both ends share.
    @Test func thePageNamesEveryColumn() {
        for column in ColumnTable.all.flatMap(\.columns) {
            let shared = column.name.replacing(/^(source|destination)_/, with: "*_")
            #expect(
                ColumnPage.text.contains("`\(column.name)`")
                    || ColumnPage.text.contains("`\(shared)`"), "\(column.name)")
        }
    }

    @Test func theDocumentIsThePage() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appending(path: "docs/columns.md"), encoding: .utf8)
        #expect(
            text == ColumnPage.text,
            "make it again: bench list columns --format markdown > docs/columns.md")
    }
}
