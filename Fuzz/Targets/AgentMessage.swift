import Foundation
import Platform

@testable import Measurement
@testable import Migration
@testable import Scenarios
@testable import Session

/// What an agent says, as the coordinator takes it: frames, messages, and all that is made of them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    for message in messages(AgentMessage.self, in: unsafe fuzzInput(start, count)) {
        expectSameWhenEncoded(message)
        use(message)
    }
    return 0
}

private let plan: RunPlan = {
    let scenario = """
        name: fuzz
        matrix: {transport: [multifd, rdma-multifd], channels: 4, workload: hotset, memory: 16MiB,
                 dirty_rate: 64MiB/s}
        """
    do { return try RunPlan(ScenarioFile.decode(scenario, file: "fuzz.yml")) } catch {
        preconditionFailure("\(error)")
    }
}()

/// What the coordinator does with it: what it does not take is an error, in words.
private func use(_ message: AgentMessage) {
    switch message {
    case .hello(let hello):
        show(.version(role: .source, endpoint: "e", theirs: hello))
    case .facts(let facts):
        if isPlausible(facts) { use(facts) }
    case .lease(.held(let lease)):
        show(.held(role: .source, endpoint: "e", by: lease))
    case .address(let name):
        _ = NumericAddress.isOneHost(name) || NumericAddress.isLoopback(name)
        _ = NumericAddress.isSame(name, "fe80::1%eth0") || NumericAddress.isLinkLocal(name)
    case .interface(let way?):
        show(.loginWay(to: "a", at: way.interface, over: way.interface))
    case .alone(let report):
        if isPlausible(report) { use(alone: report) }
    case .migrated(let report):
        if isPlausible(report) { use(report) }
    case .failed(let state, let reason):
        show(.failed(role: .source, endpoint: "e", state: state, reason: reason))
    case .released(let peak?): _ = Plausibility.breach(in: peak)
    case .progress(let sample): _ = Plausibility.breach(in: sample)
    default: break
    }
}

private func isPlausible(_ report: Any) -> Bool { Plausibility.breach(in: report) == nil }

private func show(_ error: SessionError) { _ = "\(error)" }

private func use(_ facts: HostFacts) {
    let ways = facts.network.nics.map { facts.way(through: $0.name) } + [facts.way(through: nil)]
    _ = EnvironmentRecord.identifier([facts, facts], ways: ways)
    _ = facts.notShown
    _ = HostProblems.warning(source: facts, destination: facts, shareHost: false)
    let specs = plan.runs.map(\.spec)
    _ = LockedMemory.warning(about: specs, source: facts)
    let placement = PlacementPlan(
        source: .init(.source, facts, interface: facts.network.nics.first?.name),
        destination: .init(.destination, facts, interface: nil), shareHost: false)
    for spec in specs {
        _ = Feasibility.obstacle(to: spec, source: facts, destination: facts, shareHost: true)
        _ = placement.obstacle(to: spec)
        _ = placement.placements(of: spec)
    }
}

private func use(alone report: AloneReport) {
    var result = MigrationResult(.completed)
    result.sourceAlone = report
    result.destinationAlone = report
    writeRows(of: result)
}

private func use(_ report: SideReport) {
    var result = MigrationResult(.completed)
    result.source = report
    writeRows(of: result)
    result.destination = report
    writeRows(of: result)
    if let state = report.state { _ = state.hasRunOn(from: state, as: plan.runs[0].spec.guest) }
}

private func writeRows(of result: MigrationResult) {
    let identity = SuiteIdentity(
        suiteID: "suite", build: "release", gitCommit: nil, environmentID: "abc", sourceHost: "a",
        destinationHost: "b", sharesHost: true, sourceCPUs: 4, destinationCPUs: 4,
        sourceIRQTime: true, destinationIRQTime: false)
    let builder = RowBuilder(
        identity: identity, run: plan.runs[0], startedAt: Date(timeIntervalSince1970: 1),
        result: result)
    let record = builder.record()
    _ = builder.doubt
    _ = EvacuationSum([builder, builder], [record.run, record.run])?.row()
}
