internal import CLinux

/// CPUs, or nodes of memory, by their numbers, in text as the kernel lists them: `0-3,8`.
///
///     let list = CPUList("0-3,8")
///     print(list?.numbers ?? [])  // [0, 1, 2, 3, 8]
public struct CPUList: Sendable, Hashable, CustomStringConvertible {
    /// In rising order, each once.
    public let numbers: [Int]

    /// Numbers are below this: what Linux can be built for.
    public static let limit = Int(LINUX_CPUS)

    /// A list of these numbers, in any order.
    public init(_ numbers: some Sequence<Int>) { self.numbers = Set(numbers).sorted() }

    /// Reads a list as the kernel writes it; nil where it is none, or holds nothing.
    public init?(_ text: some StringProtocol) {
        var ranges: [ClosedRange<Int>] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false)
                .map { Self.number($0) }
            guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1],
                first <= last
            else { return nil }
            ranges.append(first...last)
        }
        // Sorted first: a long list of long ranges takes no longer than what it names.
        var numbers: [Int] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            let first = max(range.lowerBound, (numbers.last ?? -1) + 1)
            if first <= range.upperBound { numbers += first...range.upperBound }
        }
        self.numbers = numbers
    }

    private static func number(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.allSatisfy({ ("0"..."9").contains($0) }),
            let number = Int(text), number < limit
        else { return nil }
        return number
    }

    /// How many there are.
    public var count: Int { numbers.count }

    /// Whether there are none.
    public var isEmpty: Bool { numbers.isEmpty }

    /// Those that are in this list and not in `other`.
    public func subtracting(_ other: CPUList) -> CPUList {
        CPUList(Set(numbers).subtracting(other.numbers))
    }

    /// Those that are in both.
    public func intersection(_ other: CPUList) -> CPUList {
        CPUList(Set(numbers).intersection(other.numbers))
    }

    /// The list as the kernel writes it, neighbours as a range.
    public var description: String {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = ranges.last, last.upperBound + 1 == number {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        return ranges.map {
            $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
        }
        .joined(separator: ",")
    }
}

extension CPUList: Codable {
    /// Reads a text such as `0-3,8`; an empty one is an empty list.
    /// - Throws: `DecodingError` for any other.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let list = text.isEmpty ? CPUList([]) : CPUList(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "no list of CPUs: \(text.prefix(60))")
        }
        self = list
    }

    /// Writes a text such as `0-3,8`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
