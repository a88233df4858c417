import Testing

@testable import Lab

/// What a user reads of a machine that did not come up.
@Suite struct LabErrorTests {
    @Test func whatToDoStandsBeforeTheConsole() {
        let error = LabError.machine(
            "solo", problem: "its kernel has not started", console: "a\nb", remedy: "rm it")
        #expect(
            error.description == """
                machine solo: its kernel has not started
                  rm it
                  the end of its console:
                    a
                    b
                """)
    }

    @Test func aSilentMachineIsSaidToBe() {
        let error = LabError.machine("solo", problem: "it ended", console: "")
        #expect(error.description == "machine solo: it ended\n  it printed nothing")
    }

    @Test func aConsoleThatAnotherProcessReadsIsNotSpokenOf() {
        let error = LabError.machine("solo", problem: "it ended", console: nil)
        #expect(error.description == "machine solo: it ended")
    }
}
