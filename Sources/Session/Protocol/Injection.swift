internal import Migration
public import Scenarios

/// Which migrations of a suite get a fault.
///
/// For testing only: `bench run --inject`.
public enum Injection: Sendable, Hashable, CustomStringConvertible {
    /// One fault in each migration.
    case always(Fault)
    /// Each in a migration of its own, from the first one on; those after them have none.
    case inTurn([Fault])
    /// One migration of each ten has one, that a seed chooses: an agent killed at some state, or a
    /// wrong token.
    case random(seed: UInt64)

    /// Of so many migrations one has a fault.
    static let period = 10

    /// Reads `random:SEED`, a fault, or several with commas between them; nil for anything else.
    public init?(parsing text: String) {
        let words = text.split(separator: ":", omittingEmptySubsequences: false)
        if words.count == 2, words[0] == "random" {
            guard let seed = UInt64(words[1]) else { return nil }
            self = .random(seed: seed)
        } else if let fault = Fault(parsing: text) {
            self = .always(fault)
        } else {
            let names = text.split(separator: ",", omittingEmptySubsequences: false)
            let faults = names.compactMap { Fault(parsing: String($0)) }
            guard names.count > 1, faults.count == names.count else { return nil }
            self = .inTurn(faults)
        }
    }

    /// The words as they are typed.
    public var description: String {
        switch self {
        case .always(let fault): fault.description
        case .inTurn(let faults): faults.map(\.description).joined(separator: ",")
        case .random(let seed): "random:\(seed)"
        }
    }

    /// The fault of a run.
    /// - Parameter number: its place among the runs that are run, from 0.
    public func fault(of run: PlannedRun, number: Int) -> Fault? {
        switch self {
        case .always(let fault): return fault
        case .inTurn(let faults): return number < faults.count ? faults[number] : nil
        case .random(let seed):
            var generator = SplitMix64(seed: seed)
            var place = 0
            var draw = 0
            for _ in 0...number / Self.period {
                place = generator.next(below: Self.period)
                draw = generator.next(below: 1 << 20)
            }
            guard place == number % Self.period else { return nil }
            let transport = run.spec.migration.transport.definition
            let faults = Self.drawn(verifies: transport.deliversPages)
            return faults[draw % faults.count]
        }
    }

    /// What is drawn from: each comes to pass in a migration, at once.
    private static func drawn(verifies: Bool) -> [Fault] {
        let states = Fault.killStates.filter { verifies || $0 != .verifying }
        let kills = AgentRole.allCases.flatMap { role in states.map { Fault.kill(role, at: $0) } }
        return kills + [.wrongToken, .wrongToken]
    }
}
