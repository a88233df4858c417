/// The numbers of CPUs or nodes that a kernel list such as `0-3,8` names; none where it is not such a list.
func numbersOfList(_ list: String) -> [Int] {
    var numbers: [Int] = []
    for part in list.split(separator: ",") {
        let ends = part.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = UInt16(ends[0]), let last = UInt16(ends[ends.count - 1]),
            ends.count <= 2, last >= first
        else { return [] }
        numbers += Int(first)...Int(last)
    }
    return numbers
}

/// How many CPUs or nodes a kernel list names; nil where it is not such a list.
func countOfList(_ list: String) -> Int? {
    let count = numbersOfList(list).count
    return count > 0 ? count : nil
}

/// Sorted numbers as a kernel list.
func listOfNumbers(_ numbers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers {
        if let last = ranges.last, last.upperBound + 1 == number {
            ranges[ranges.count - 1] = last.lowerBound...number
        } else {
            ranges.append(number...number)
        }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        .joined(separator: ",")
}
