internal import Guest

/// Figures of an agent that nothing can have counted: they are refused before anybody computes with
/// them.
enum Plausibility {
    /// More than anything that is counted, nanoseconds of uptime included, and few enough for several
    /// to be added up.
    static let countLimit: UInt64 = 1 << 60
    /// More than any duration, in seconds or in milliseconds, and any rate; the product of two can still
    /// be counted.
    static let measureLimit = 1e12

    /// The name of the first figure in `report` beyond its limit; nil where there is none.
    static func breach(in report: Any, name: String = "") -> String? {
        switch report {
        // Held against limits of their own when they were read, and thousands.
        case is LatencyCounts: return nil
        case let state as GuestState:
            // They are added up.
            let most = countLimit / UInt64(max(1, state.operations.count))
            guard state.operations.allSatisfy({ $0 <= most }) else { return "operations" }
            return breach(in: state.elapsedNanoseconds, name: "elapsedNanoseconds")
        case let number as UInt64: return number > countLimit ? name : nil
        case let number as Int64: return number.magnitude > countLimit ? name : nil
        case let number as Int: return number.magnitude > UInt(countLimit) ? name : nil
        case let number as Double: return abs(number) <= measureLimit ? nil : name
        default:
            for child in Mirror(reflecting: report).children {
                if let found = breach(in: child.value, name: child.label ?? name) { return found }
            }
            return nil
        }
    }
}
