/// The pace of a trace, again and again from its beginning.
///
/// The trace's operations are dealt to the vCPUs in turn, so that with n vCPUs operation i of each is
/// one of a row of n, and all of them fall due with the last one. What was dirtied in an interval is
/// spread evenly over it: more is not known. A rate other than the recorded one stretches or shortens
/// all intervals alike.
struct RecordedPace: Sendable {
    /// The operations before each interval, and at the end those of a whole pass.
    private let before: [UInt64]
    private let vcpus: UInt64
    /// The length of an interval in nanoseconds of guest time.
    private let interval: Double

    /// The pace of `trace` where it dirties `rate` bytes a second, above 0, over all `vcpus`.
    init(_ trace: Trace, rate: Double, vcpus: Int) {
        before = trace.operationsBefore.map(UInt64.init)
        self.vcpus = UInt64(vcpus)
        let pass = Double(trace.operationCount) * Double(GuestSpec.pageBytes) / rate * 1e9
        interval = pass / Double(trace.intervalCount)
    }

    private var operationsInPass: UInt64 { before[before.count - 1] }
    private var intervals: Int { before.count - 1 }
    private var passNanoseconds: Double { interval * Double(intervals) }

    /// How many operations of one vCPU are due after `elapsed` nanoseconds.
    func operationsDue(elapsed: Double) -> UInt64 {
        let passes = (elapsed / passNanoseconds).rounded(.down)
        let place = max(0, (elapsed - passes * passNanoseconds) / interval)
        let index = min(Int(place), intervals - 1)
        let share = min(1, place - Double(index))
        let within = before[index] + UInt64(share * Double(before[index + 1] - before[index]))
        return (UInt64(passes) &* operationsInPass &+ within) / vcpus
    }

    /// When operation `index` of each vCPU falls due, in nanoseconds of guest time.
    func dueTime(of index: UInt64) -> Double { time(of: last(of: index)) }

    /// The stretch of even pace that operation `index` of a vCPU is in: the operations whose rows end
    /// in the same interval.
    func stretch(from index: UInt64) -> (interval: Double, end: UInt64) {
        let (passes, place) = last(of: index).quotientAndRemainder(dividingBy: operationsInPass)
        let number = self.number(ofIntervalWith: place)
        let density = Double(before[number + 1] - before[number])
        return (
            interval * Double(vcpus) / density,
            (passes &* operationsInPass &+ before[number + 1]) / vcpus
        )
    }

    /// The longest time in nanoseconds in which nothing falls due.
    var longestGap: Double {
        // Rows begin anywhere in a pass that has an odd number of operations.
        (0..<operationsInPass).reduce(0) { max($0, time(of: $1 + vcpus) - time(of: $1)) }
    }

    /// The last operation of row `index`.
    private func last(of index: UInt64) -> UInt64 { (index &+ 1) &* vcpus &- 1 }

    /// When operation `number` of the whole trace falls due.
    private func time(of number: UInt64) -> Double {
        let (passes, place) = number.quotientAndRemainder(dividingBy: operationsInPass)
        let index = self.number(ofIntervalWith: place)
        let done = Double(place - before[index] + 1) / Double(before[index + 1] - before[index])
        return Double(passes) * passNanoseconds + interval * (Double(index) + done)
    }

    /// The interval in which operation `place` of a pass is; one that has operations.
    private func number(ofIntervalWith place: UInt64) -> Int {
        var (low, high) = (0, intervals)
        while high - low > 1 {
            let middle = (low + high) / 2
            if before[middle] <= place { low = middle } else { high = middle }
        }
        return low
    }
}
