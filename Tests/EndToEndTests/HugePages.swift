import Foundation
import Testing

/// The host's huge pages of 2 MiB.
enum HugePages {
    /// How many nobody has; nil where the kernel has none.
    static var free: Int? { number(in: "free_hugepages") }

    /// Why tests on huge pages are skipped.
    static let tooFew: Comment =
        "huge pages cannot be reserved here: that takes root, and memory that is free in one piece"

    /// Whether so many more can be reserved, as a trial shows.
    static func canReserve(_ count: Int) -> Bool {
        do {
            try HugePageReservation(count).end()
            return true
        } catch { return false }
    }

    private static let folder = URL(filePath: "/sys/kernel/mm/hugepages/hugepages-2048kB")

    fileprivate static func number(in name: String) -> Int? {
        do {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            return Int(text.split(separator: "\n").first ?? "")
        } catch { return nil }
    }

    fileprivate static func setTotal(_ count: Int) throws {
        try Data("\(count)".utf8).write(to: folder.appending(path: "nr_hugepages"))
    }
}

/// Huge pages that a test reserves in addition to those of the host, until it ends.
final class HugePageReservation {
    private let totalBefore: Int
    private var hasEnded = false

    /// The kernel reserves fewer where it finds no more.
    struct TooFew: Error {}

    init(_ count: Int) throws {
        guard let total = HugePages.number(in: "nr_hugepages") else { throw TooFew() }
        totalBefore = total
        try HugePages.setTotal(total + count)
        guard HugePages.number(in: "nr_hugepages") == total + count else {
            try end()
            throw TooFew()
        }
    }

    /// Gives them back.
    func end() throws {
        hasEnded = true
        try HugePages.setTotal(totalBefore)
    }

    deinit {
        guard !hasEnded else { return }
        do { try end() } catch { print("huge pages are left reserved: \(error)") }
    }
}
