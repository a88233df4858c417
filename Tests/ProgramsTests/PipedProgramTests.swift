import Platform
import Programs
import Testing

struct PipedProgramTests {
    /// All that a program says until it ends.
    private func output(of program: borrowing PipedProgram) throws -> String {
        var all: [UInt8] = []
        while let bytes = try program.channel.read(upTo: 4096) { all += bytes }
        return String(decoding: all, as: UTF8.self)
    }

    @Test func itsStreamsAreAChannel() throws {
        let program = try PipedProgram("cat", [], errors: .passedOn)
        try program.channel.write(Array("there and back".utf8), until: .after(seconds: 5))
        program.channel.endWriting()
        #expect(try output(of: program) == "there and back")
        #expect(program.ending(within: 5) == .exited(0))
        program.stop()
    }

    @Test func itsErrorsGoWhereItIsSaid() throws {
        let program = try PipedProgram("/bin/sh", ["-c", "echo lost >&2"], errors: .withOutput)
        #expect(try output(of: program) == "lost\n")
        program.stop()
    }

    @Test(arguments: [("exit 3", ProgramEnding.exited(3)), ("kill -9 $$", .killed(9))])
    func itsEndingIsTold(command: String, ending: ProgramEnding) throws {
        let program = try PipedProgram("/bin/sh", ["-c", command], errors: .passedOn)
        #expect(program.ending(within: 5) == ending)
        #expect(ProgramEnding("\(ending)") == ending)
        program.stop()
    }

    @Test func whatIsNotThereIsAStreamThatEnds() throws {
        let program = try PipedProgram("/no/such/program", [], errors: .passedOn)
        #expect(try output(of: program) == "")
        let ending = try #require(program.ending(within: 5))
        #expect(ending.shellCode == nil && ProgramEnding("\(ending)") == nil, "\(ending)")
        program.stop()
    }

    /// Neither the program nor what it started outlives the end.
    @Test func whatDoesNotEndByItselfIsKilled() throws {
        let program = try PipedProgram(
            "/bin/sh", ["-c", "trap '' TERM; sleep 100 & echo up; wait"], errors: .passedOn)
        _ = try program.channel.read(upTo: 16)
        program.stop(within: 0.1)
        #expect(program.ending(within: 5) == .killed(9))
    }
}
