internal import ArgumentParser
internal import Lab
internal import Presentation

/// `bench lab status`: what is up, and how its RDMA devices are.
struct LabStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Say what `bench lab up` has left running.")

    /// What a machine is asked for.
    private static let question = """
        /sbin/rdma link; /sbin/ip -brief address show eth0; echo "memlock $(ulimit -l)"; \
        cat /proc/loadavg
        """

    func run() throws {
        try LabCommand.explaining {
            let lab = StandingLab()
            guard try !lab.isEnding() else { return print("a lab is powering off") }
            guard let record = try lab.record() else {
                return print(try lab.isUp() ? "a lab is starting" : "no lab is up")
            }
            print(Self.headline(record))
            for name in record.plan.machines {
                guard let socket = record.plan.shellSocket(of: name) else { continue }
                print("\n\(name)")
                let answer = try RelayCaller(socket: socket).output(of: Self.question)
                for line in answer.text.split(separator: "\n") { print("  \(line)") }
            }
        }
    }

    /// What a lab is, in a line.
    static func headline(_ record: StandingLab.Record) -> String {
        let facts = record.facts
        let cpus = facts.cpus == 1 ? "1 CPU" : "\(facts.cpus) CPUs"
        let seconds = (record.bootSeconds * 10).rounded() / 10
        return """
            \(record.plan.machines.joined(separator: " and ")), \(facts.accelerator.summary), \
            kernel \(facts.kernelVersion), \(cpus) and \(Quantity.bytes(facts.memoryBytes)) \
            each, \(facts.link.summary), booted in \(seconds) s
            """
    }
}
