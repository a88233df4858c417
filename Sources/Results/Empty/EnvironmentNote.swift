internal import FoundationEssentials
internal import Platform
internal import SystemPackage

extension SuiteFolder {
    /// Notes in environment.json why columns of the suite's rows are empty, as `empty_columns`, and
    /// why those of the tables beside are, as `empty_columns_beside`; everything else in it stays.
    ///
    /// - Throws: ``ResultsError``, as reading rows and writing sidecars do.
    public func noteEmptyCells(_ cells: EmptyCells) throws(ResultsError) {
        let rows = try TableReader(path: runs.path, columns: RunColumns.all).rows
        try note("empty_columns", .texts(cells.reasons(of: rows)))
        var beside: [String: JSONDocument] = [:]
        for table in [ColumnTable.rounds, .timeline, .channels, .cpus, .evacuations] {
            let found = try reasonsBeside(table)
            if !found.isEmpty { beside[table.file] = .texts(found) }
        }
        try note("empty_columns_beside", .object(beside))
    }

    private func reasonsBeside(_ table: ColumnTable) throws(ResultsError) -> [String: String] {
        let file = FilePath(path).appending(table.file).string
        // Of guests that migrate alone there is no table of sums.
        guard Files.exists(file) else { return [:] }
        let rows = try TableReader(path: file, columns: table.columns).rows
        return EmptyCells.reasons(of: rows, in: table.file, table.columns)
    }

    /// Notes in environment.json the stopping rule of the suite, as `stop`: which cases had all the
    /// runs that it allows and are not known well enough, each in words.
    ///
    /// - Throws: ``ResultsError``, as reading and writing sidecars do.
    public func noteStop(
        withinPercent: Double, atMost: Int, capped: [String]
    ) throws(ResultsError) {
        try note(
            "stop",
            .object([
                "within_percent": .number(withinPercent), "at_most": .integer(Int64(atMost)),
                "capped": .list(capped.map { .text($0) }),
            ]))
    }

    private func note(_ name: String, _ what: JSONDocument) throws(ResultsError) {
        let sidecar = Sidecar.environment
        guard let text = try Self.text(of: sidecar, in: path) else { return }
        var document = try SidecarFile.decode(
            [String: JSONDocument].self, Array(text.utf8), path: "\(path)/\(sidecar.rawValue)")
        document[name] = what
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let bytes: Data
        do { bytes = try encoder.encode(document) } catch {
            preconditionFailure("environment.json cannot be encoded: \(error)")
        }
        try write(sidecar, String(decoding: bytes, as: UTF8.self) + "\n")
    }
}

/// Any JSON, to be written again as it was read.
enum JSONDocument: Codable, Equatable {
    case nothing
    case flag(Bool)
    case integer(Int64)
    case unsigned(UInt64)
    case number(Double)
    case text(String)
    case list([JSONDocument])
    case object([String: JSONDocument])

    static func texts(_ texts: [String: String]) -> JSONDocument {
        .object(texts.mapValues { .text($0) })
    }

    /// Which kind it is shows only by trying.
    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .nothing
            return
        }
        let kinds: [() throws -> JSONDocument] = [
            { .flag(try value.decode(Bool.self)) }, { .integer(try value.decode(Int64.self)) },
            { .unsigned(try value.decode(UInt64.self)) },
            { .number(try value.decode(Double.self)) }, { .text(try value.decode(String.self)) },
            { .list(try value.decode([JSONDocument].self)) },
        ]
        for kind in kinds {
            do {
                self = try kind()
                return
            } catch { continue }
        }
        self = .object(try value.decode([String: JSONDocument].self))
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .nothing: try value.encodeNil()
        case .flag(let flag): try value.encode(flag)
        case .integer(let number): try value.encode(number)
        case .unsigned(let number): try value.encode(number)
        case .number(let number): try value.encode(number)
        case .text(let text): try value.encode(text)
        case .list(let list): try value.encode(list)
        case .object(let members): try value.encode(members)
        }
    }
}
