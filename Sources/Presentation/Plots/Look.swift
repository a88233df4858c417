/// How a way to carry memory looks in every picture.
///
/// The colour is the transport's, from the palette of Okabe and Ito, which people with colour vision
/// deficiencies can tell apart (Color Universal Design, 2008); so is the shape of its points. Ways of
/// one transport differ in dashes, and in whether their points are filled.
struct Look: Hashable {
    /// `#0072B2`.
    let color: String
    /// gnuplot's point type.
    let point: Int
    /// gnuplot's dash type.
    let dash: String

    private static let known: [String: (color: String, point: Int)] = [
        "tcp": ("#0072B2", 7), "multifd": ("#E69F00", 5), "multifd-zerocopy": ("#D55E00", 9),
        "rdma-pin-all": ("#009E73", 13), "rdma-dynamic": ("#56B4E9", 11),
        "rdma-multifd": ("#CC79A7", 15), "rsocket": ("#000000", 2), "null": ("#999999", 1),
    ]
    /// For transports of other versions.
    private static let other: (color: String, point: Int) = ("#F0E442", 3)
    private static let dashes = ["solid", "(14,7)", "(3,6)", "(14,6,3,6)", "(14,6,3,6,3,6)"]

    /// The looks of all ways that a suite has.
    static func all(_ variants: [Variant]) -> [Variant: Look] {
        var looks: [Variant: Look] = [:]
        for (transport, alike) in Dictionary(grouping: Set(variants), by: \.transport) {
            for (place, variant) in alike.sorted(by: Variant.isBefore).enumerated() {
                looks[variant] = Look(transport, place)
            }
        }
        return looks
    }

    /// The look of a transport's n-th way.
    init(_ transport: String, _ place: Int = 0) {
        let base = Self.known[transport] ?? Self.other
        color = base.color
        // Of the filled shapes, the number below is the open one.
        let hasOpenShape = base.point > 4
        point = place.isMultiple(of: 2) || !hasOpenShape ? base.point : base.point - 1
        dash = Self.dashes[place % Self.dashes.count]
    }

    /// The colour as a number, for data that says its own.
    var rgb: Int { Int(color.dropFirst(), radix: 16) ?? 0 }

    /// For `with lines` and the like.
    var line: String { "lc rgb '\(color)' dt \(dash) lw 2.5" }
    /// For legends.
    var sign: Sheet.Entry.Sign { .both(line: line, mark: mark) }
    /// For lines that only lead the eye.
    var thin: String { "lc rgb '\(color)' dt \(dash) lw 1" }
    /// For points and their whiskers.
    var mark: String { "lc rgb '\(color)' lw 2.5 pt \(point) ps 1.6*dot" }
    /// For many of them close together.
    var thinMark: String { "lc rgb '\(color)' lw 1.2 pt \(point) ps 1.4*dot" }
}
