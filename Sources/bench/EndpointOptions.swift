internal import ArgumentParser
internal import Measurement
internal import Migration
internal import Platform
internal import Scenarios
internal import Session

/// Options that say where the two ends are.
struct EndpointOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where guests come from: \(Endpoint.forms) that ends in `bench agent`. Default: local, "
                + "or with --resume as the suite had it.",
            valueName: "endpoint"))
    var source: String?

    @Option(
        help: ArgumentHelp(
            "Where guests go: \(Endpoint.forms) that ends in `bench agent`.",
            valueName: "endpoint"))
    var destination: String?

    @Option(
        help: ArgumentHelp(
            "Where the destination takes data: an IP address, an interface or an RDMA device of it. "
                + "Default where both ends are on one host: 127.0.0.1, or the RDMA device's address "
                + "where both are here and the plan has RDMA. Between hosts there is none.",
            valueName: "address"))
    var dataAddress: String?

    @Option(
        help: ArgumentHelp(
            "What data takes at the source, as --data-address: another way is refused. Guests that go "
                + "the other way (--direction both) arrive there; they need it between hosts.",
            valueName: "address"))
    var sourceDataAddress: String?

    @Option(
        help: ArgumentHelp(
            "Where bench is on hosts reached by ssh. Default: where `bench deploy` puts it, or in "
                + "the PATH.",
            valueName: "path"))
    var agentPath: String?

    func validate() throws {
        for (option, text) in [("--source", source), ("--destination", destination)] {
            guard let text, Endpoint(parsing: text) == nil else { continue }
            throw ValidationError(
                "\(option) \(text): allowed are \(Endpoint.forms), for example ssh://host-b or "
                    + "'exec:ip netns exec b bench agent'")
        }
        try check("--data-address", dataAddress, of: "destination")
        try check("--source-data-address", sourceDataAddress, of: "source")
    }

    private func check(_ option: String, _ address: String?, of host: String) throws {
        guard let address, !DataAddress.isSound(address) else { return }
        throw ValidationError(
            "\(option) \(address): allowed is one IP address, an interface or an RDMA device of "
                + "the \(host), for example 192.0.2.7, fe80::1%eth0, eth1 or mlx5_0")
    }

    /// Whether both ends are processes of this host, as far as it was typed.
    var areLocal: Bool { [source, destination].allSatisfy { $0 == nil || $0 == "local" } }

    /// Where the ends of a suite are: as typed, else as the suite that goes on had them.
    func endpoints(
        command: String, plan: RunPlan, resuming suite: SuiteEndpoints?
    ) -> SuiteEndpoints {
        SuiteEndpoints(
            command: command, source: source ?? suite?.source ?? "local",
            destination: destination ?? suite?.destination ?? "local",
            dataAddress: dataAddress ?? suite?.dataAddress ?? defaultAddress(of: plan),
            sourceDataAddress: sourceDataAddress ?? suite?.sourceDataAddress,
            agentPath: agentPath ?? suite?.agentPath)
    }

    /// RDMA devices do not listen at loopback addresses: where there is no other, that is said.
    private func defaultAddress(of plan: RunPlan) -> String {
        let loopback = "127.0.0.1"
        guard plan.cases.contains(where: \.migration.transport.definition.needsRDMA) else {
            return loopback
        }
        let remedy = """
            the data address is \(loopback), where no RDMA device listens: name another with \
            --data-address
            """
        guard areLocal else {
            Exit.warn(remedy)
            return loopback
        }
        switch RDMAReach.ofThisHost() {
        case .at(let address, _): return address
        case .nowhere(let reason): Exit.warn("\(reason); \(remedy)")
        // Why its rows are skipped says so.
        case .noDevice: break
        }
        return loopback
    }
}

extension SuiteEndpoints {
    /// The network that data would take, in a line of a plan: nobody is asked for it.
    var networkWords: String {
        let address = dataAddress ?? "127.0.0.1"
        let areLocal = source == "local" && destination == "local"
        let words =
            switch (DataAddress.isOfHost(address), NumericAddress.isLoopback(address)) {
            case (true, _): "\(address) of the destination, which is asked what it is there"
            case (false, false): "to \(address)"
            case (false, true) where areLocal: "to \(address), within this host"
            case (false, true):
                "to \(address): refused where the ends are different hosts (--data-address)"
            }
        return "data           \(words)"
    }
}
