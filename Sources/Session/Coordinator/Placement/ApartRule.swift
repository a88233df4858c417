internal import Measurement
internal import Platform

/// How CPUs are dealt out where a scenario leaves it to the tool: vCPUs on CPUs of their own, the
/// threads that migrate on what is left, or, where there are too few for that, nothing bound.
///
/// Those that migrate keep the run of all that is left, and one CPU more than they are, so that keeping
/// them off the vCPUs takes nothing from them; the lowest CPUs are left, which take most interrupts.
enum ApartRule {
    /// What one end runs.
    struct Needs: Hashable {
        /// Threads that play vCPUs.
        var vcpus: Int
        /// The thread that migrates, and those of channels.
        var migrating: Int
    }

    /// What comes of it.
    struct Shares: Hashable {
        /// CPUs of the vCPUs of each end, as many as it has vCPUs.
        var vcpus: [CPUList]
        /// CPUs of all other threads.
        var others: CPUList
    }

    /// The shares of ends that run on the same CPUs; nil where these are too few.
    ///
    /// A vCPU has a core to itself where cores suffice; else vCPUs share cores with each other; else, for
    /// want of cores, with threads that migrate.
    static func shares(of topology: CPUTopology, for ends: [Needs]) -> Shares? {
        let vcpus = ends.reduce(0) { $0 + $1.vcpus }
        let others = ends.reduce(1) { $0 + $1.migrating }
        let cores = topology.cores
        let all = cores.flatMap(\.numbers)
        let splits = [
            ownCores(cores, vcpus), wholeCores(cores, vcpus),
            (taken: Array(all.suffix(vcpus)), left: Array(all.dropLast(vcpus))),
        ]
        guard
            let split = splits.first(where: { $0.taken.count == vcpus && $0.left.count >= others })
        else { return nil }
        var rest = split.taken[...]
        let lists = ends.map { end in
            defer { rest = rest.dropFirst(end.vcpus) }
            return CPUList(rest.prefix(end.vcpus))
        }
        return Shares(vcpus: lists, others: CPUList(split.left))
    }

    /// One CPU of each of the last cores; its neighbours there stay idle.
    private static func ownCores(_ cores: [CPUList], _ count: Int) -> (taken: [Int], left: [Int]) {
        (
            cores.suffix(count).compactMap(\.numbers.first),
            cores.dropLast(count).flatMap(\.numbers)
        )
    }

    /// As many of the last cores as hold so many CPUs.
    private static func wholeCores(
        _ cores: [CPUList], _ count: Int
    ) -> (taken: [Int], left: [Int]) {
        var left = cores
        var taken: [Int] = []
        while taken.count < count, let core = left.popLast() { taken = core.numbers + taken }
        return (Array(taken.prefix(count)), left.flatMap(\.numbers))
    }
}
