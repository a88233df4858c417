internal import FoundationEssentials

/// A column with the Swift type of its cells, so that `row[RunColumns.time.totalMs]` is a
/// `Double?` and a wrong type does not compile.
public struct TypedColumn<Value: CellValue>: Sendable, Hashable {
    /// The column without its type.
    public let column: Column

    /// The name in the header line.
    public var name: String { column.name }
}

/// Lets a group's declarations be listed whatever their types are.
protocol AnyTypedColumn {
    var column: Column { get }
}

extension TypedColumn: AnyTypedColumn {}

/// A group of columns: a structure whose stored properties are its columns, in order.
///
/// A column is one declaration; the list is made from the declarations by reflection, so that
/// no second list can be forgotten.
protocol ColumnGroup: Sendable {
    static var group: String { get }
}

extension ColumnGroup {
    /// The columns in the order of their declarations.
    var columns: [Column] {
        Mirror(reflecting: self).children.compactMap { ($0.value as? any AnyTypedColumn)?.column }
    }

    static func text(_ name: String, _ summary: String, since: Int = 1) -> TypedColumn<String> {
        make(name, "", .text, .none, summary, since)
    }

    static func flag(_ name: String, _ summary: String, since: Int = 1) -> TypedColumn<Bool> {
        make(name, "", .flag, .none, summary, since)
    }

    static func time(_ name: String, _ summary: String, since: Int = 1) -> TypedColumn<Date> {
        make(name, "UTC", .time, .none, summary, since)
    }

    static func integer(_ name: String, _ summary: String, since: Int = 1) -> TypedColumn<Int> {
        make(name, "", .integer, .none, summary, since)
    }

    static func integer(
        _ name: String, _ unit: String, _ summary: String, since: Int = 1
    ) -> TypedColumn<Int> {
        make(name, unit, .integer, .none, summary, since)
    }

    static func integer(
        _ name: String, _ unit: String, _ polarity: Polarity, _ summary: String, since: Int = 1
    ) -> TypedColumn<Int> {
        make(name, unit, .integer, polarity, summary, since)
    }

    /// A whole number up to 2^64 - 1.
    static func unsigned(
        _ name: String, _ summary: String, since: Int = 1
    ) -> TypedColumn<UInt64> {
        make(name, "", .integer, .none, summary, since, integers: 0...Int128(UInt64.max))
    }

    static func decimal(
        _ name: String, _ unit: String, places: Int, _ summary: String, since: Int = 1
    ) -> TypedColumn<Double> {
        make(name, unit, .decimal(places: places), .none, summary, since)
    }

    static func decimal(
        _ name: String, _ unit: String, places: Int, _ polarity: Polarity, _ summary: String,
        since: Int = 1
    ) -> TypedColumn<Double> {
        make(name, unit, .decimal(places: places), polarity, summary, since)
    }

    private static func make<Value>(
        _ name: String, _ unit: String, _ kind: ColumnKind, _ polarity: Polarity,
        _ summary: String, _ since: Int,
        integers: ClosedRange<Int128> = Int128(Int.min)...Int128(Int.max)
    ) -> TypedColumn<Value> {
        TypedColumn(
            column: Column(
                name: name, group: group, unit: unit, kind: kind, polarity: polarity,
                summary: summary, since: since, integers: integers))
    }
}

/// A group whose columns exist once for each end: `of(.source).hostBusyS` is
/// `source_host_busy_s`.
@dynamicMemberLookup
package struct SideColumns<Group>: Sendable where Group: Sendable {
    let base: Group
    let side: Side

    package subscript<Value>(
        dynamicMember member: KeyPath<Group, TypedColumn<Value>>
    ) -> TypedColumn<Value> {
        TypedColumn(column: base[keyPath: member].column.prefixed(side))
    }
}

extension SideColumns where Group: ColumnGroup {
    /// The columns of this side in the order of their declarations.
    var columns: [Column] { base.columns.map { $0.prefixed(side) } }
}
