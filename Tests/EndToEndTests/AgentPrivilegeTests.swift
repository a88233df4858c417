import Testing

extension EndToEnd {
    /// What an agent gives up before it hears anything.
    @Suite(.serialized) struct AgentPrivileges {
        /// proc(5): status and limits of a process.
        @Test func anAgentHasLessThanWhoStartsIt() async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).shell(
                """
                ulimit -c unlimited; ulimit -n 4096
                sleep 2 | "$BENCH" agent > /dev/null & agent=$!
                until grep -q 'NoNewPrivs:.1' /proc/$agent/status; do sleep 0.05; done
                sleep 0.2; cat /proc/$agent/limits; wait
                """)
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.out.contains(#/Max core file size +0 +0 /#), "\(outcome)")
            #expect(outcome.out.contains(#/Max open files +2048 +2048 /#), "\(outcome)")
        }
    }
}
