public import Platform

/// A host's processors.
public struct CPUFacts: Codable, Sendable, Hashable {
    /// The model, from `/proc/cpuinfo`; on Arm the implementer and part numbers.
    public var model: String?
    /// CPUs that are switched on, from `/sys/devices/system/cpu/online`.
    public var online: Int?
    /// CPUs that this process may run on (taskset, cpusets), from Cpus_allowed_list in
    /// `/proc/self/status`.
    public var allowed: Int?
    /// Which of them those are, without those that are switched off; nil where either does not show.
    public var allowedList: CPUList?
    /// The cores of which the host has several CPUs (SMT), from `topology/thread_siblings_list`.
    public var sharedCores: [CPUList]?
    /// Sockets, from `topology/physical_package_id` of each CPU.
    public var sockets: Int?
    /// NUMA nodes, from `/sys/devices/system/node/online`.
    public var numaNodes: Int?
    /// Whether two CPUs share a core now, from `/sys/devices/system/cpu/smt/active`.
    public var smtActive: Bool?
    /// The frequency governor, from `cpufreq/scaling_governor` of each CPU; several joined by `+`.
    ///
    /// Nil where the host does not show one: most virtual machines.
    public var governor: String?
    /// Whether the clock may go above its nominal rate, from `intel_pstate/no_turbo` or
    /// `cpufreq/boost`.
    public var turbo: Bool?
    /// The states in which an idle CPU may sleep, from `cpu0/cpuidle`, without those that are switched off.
    public var idleStates: [String]?
    /// The version of the microcode, from `/proc/cpuinfo`.
    public var microcode: String?
    /// What is mitigated and what is not, from `/sys/devices/system/cpu/vulnerabilities`.
    public var mitigations: String?

    /// Facts of a host that shows nothing.
    public init() {}
}

extension CPUFacts {
    init(_ tree: HostTree) {
        let cpus = "sys/devices/system/cpu"
        let info = tree.table("proc/cpuinfo")
        let folders = tree.names(in: cpus).filter(Self.isCPU)
        model = Self.model(info)
        let onlineCPUs = tree.word("\(cpus)/online").flatMap { CPUList($0) }
        online = onlineCPUs?.count ?? Self.countInStat(tree)
        let mayUse = tree.table("proc/self/status")["Cpus_allowed_list"].flatMap { CPUList($0) }
        allowed = mayUse?.count
        if let onlineCPUs, let mayUse { allowedList = mayUse.intersection(onlineCPUs) }
        sharedCores = Self.sharedCores(tree, folders.map { "\(cpus)/\($0)" })
        sockets = Self.sockets(tree, folders.map { "\(cpus)/\($0)" })
        numaNodes = tree.word("sys/devices/system/node/online").flatMap { CPUList($0) }?.count
        smtActive = tree.number("\(cpus)/smt/active").map { (active: Int) in active != 0 }
        let governors = Set(
            folders.compactMap { tree.word("\(cpus)/\($0)/cpufreq/scaling_governor") })
        governor = governors.isEmpty ? nil : governors.sorted().joined(separator: "+")
        turbo = Self.turbo(tree, cpus)
        idleStates = Self.idleStates(tree, "\(cpus)/cpu0/cpuidle")
        microcode = info["microcode"]
        mitigations = Self.mitigations(tree, "\(cpus)/vulnerabilities")
    }

    /// Whether a name is `cpu` and a number; the folder has others, such as `cpufreq`.
    static func isCPU(_ name: String) -> Bool {
        name.hasPrefix("cpu") && Int(name.dropFirst(3)) != nil
    }

    private static func model(_ info: [String: String]) -> String? {
        if let model = info["model name"] ?? info["cpu"] { return model }
        guard let implementer = info["CPU implementer"], let part = info["CPU part"] else {
            return nil
        }
        return "implementer \(implementer) part \(part)"
    }

    /// CPUs with a line in `/proc/stat`, for containers that hide `/sys`.
    private static func countInStat(_ tree: HostTree) -> Int? {
        let lines = (tree.text("proc/stat") ?? "").split(separator: "\n")
        let count = lines.filter { line in
            isCPU(String(line.prefix { $0 != " " }))
        }.count
        return count > 0 ? count : nil
    }

    private static func sockets(_ tree: HostTree, _ folders: [String]) -> Int? {
        let ids: [Int] = folders.compactMap { tree.number("\($0)/topology/physical_package_id") }
        // -1 is the kernel's word for a package that it cannot tell.
        let known = Set(ids.filter { $0 >= 0 })
        return known.isEmpty ? nil : known.count
    }

    private static func sharedCores(_ tree: HostTree, _ folders: [String]) -> [CPUList]? {
        let cores = folders.compactMap { tree.word("\($0)/topology/thread_siblings_list") }
            .compactMap { CPUList($0) }
        guard !cores.isEmpty else { return nil }
        return Set(cores.filter { $0.count > 1 })
            .sorted { $0.numbers.lexicographicallyPrecedes($1.numbers) }
    }

    private static func turbo(_ tree: HostTree, _ cpus: String) -> Bool? {
        if let off: Int = tree.number("\(cpus)/intel_pstate/no_turbo") { return off == 0 }
        if let on: Int = tree.number("\(cpus)/cpufreq/boost") { return on != 0 }
        return nil
    }

    private static func idleStates(_ tree: HostTree, _ folder: String) -> [String]? {
        let states = tree.names(in: folder).filter { $0.hasPrefix("state") }
            .sorted { ($0.count, $0) < ($1.count, $1) }
            .filter { tree.word("\(folder)/\($0)/disable") != "1" }
            .compactMap { tree.word("\(folder)/\($0)/name") }
        return states.isEmpty ? nil : states
    }

    private static func mitigations(_ tree: HostTree, _ folder: String) -> String? {
        var mitigated: [String] = []
        var vulnerable: [String] = []
        for name in tree.names(in: folder) {
            guard let state = tree.word("\(folder)/\(name)") else { continue }
            if state.hasPrefix("Mitigation") { mitigated.append(name) }
            if state.hasPrefix("Vulnerable") { vulnerable.append(name) }
        }
        let parts = [("mitigated", mitigated), ("vulnerable", vulnerable)]
            .filter { !$0.1.isEmpty }
            .map { "\($0.0): \($0.1.joined(separator: " "))" }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}
