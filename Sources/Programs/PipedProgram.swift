public import Platform
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// A program that runs, with its standard streams as a byte channel.
///
/// Should this process die, the program's input ends with it. Cleanup: `stop()`.
public final class PipedProgram: Sendable {
    /// Where a program's standard error goes.
    public enum Errors: Sendable {
        /// To this process's own.
        case passedOn
        /// The way of its standard output.
        case withOutput
    }

    /// To its standard input and from its standard output.
    public let channel: ByteChannel
    private let life = Life()

    /// What becomes of the process, told by the task that watches it.
    private final class Life: Sendable {
        let processID = Mutex<Int32?>(nil)
        let ending = Mutex<ProgramEnding?>(nil)
        let ended = Semaphore()
    }

    /// Starts a program, in a group of its own: out of the reach of the terminal's Ctrl-C.
    ///
    /// - Parameters:
    ///   - program: A path, or a name to be found in PATH.
    ///   - arguments: What it is given.
    ///   - errors: Where its standard error goes.
    ///   - inNewSession: Whether it outlives the terminal.
    /// - Throws: ``SystemError`` when there are no descriptors left. A program that cannot be
    ///   started shows as a stream that ends; see `ending`.
    public init(
        _ program: String, _ arguments: [String], errors: Errors, inNewSession: Bool = false
    ) throws(SystemError) {
        let (near, read, write) = try ByteChannel.pair()
        channel = near
        let life = life
        let input = FileDescriptor(rawValue: read)
        let output = FileDescriptor(rawValue: write)
        var options = PlatformOptions()
        if inNewSession { options.createSession = true } else { options.processGroupID = 0 }
        let configuration = Configuration(
            executable: program.contains("/") ? .path(FilePath(program)) : .name(program),
            arguments: Arguments(arguments), platformOptions: options)
        Task.detached {
            let ending =
                switch errors {
                case .passedOn:
                    await Self.run(configuration, input, output, .currentStandardError, life)
                case .withOutput:
                    await Self.run(configuration, input, output, .combinedWithOutput, life)
                }
            life.ending.withLock { $0 = ending }
            life.ended.post()
        }
    }

    private static func run<Errors: ErrorOutputProtocol>(
        _ configuration: Configuration, _ input: FileDescriptor, _ output: FileDescriptor,
        _ errors: Errors, _ life: Life
    ) async -> ProgramEnding {
        do {
            let result = try await Subprocess.run(
                configuration,
                input: .fileDescriptor(input, closeAfterSpawningProcess: true),
                output: .fileDescriptor(output, closeAfterSpawningProcess: true), error: errors
            ) { execution in
                life.processID.withLock { $0 = execution.processIdentifier.value }
            }
            return switch result.terminationStatus {
            case .exited(let code): .exited(code)
            case .signaled(let signal): .killed(signal)
            }
        } catch {
            return .broken("\(error)")
        }
    }

    /// How the program ended; waits a moment for it, nil when it runs on.
    public func ending(within seconds: Double) -> ProgramEnding? {
        if life.ended.wait(until: .after(seconds: seconds)) { life.ended.post() }
        return life.ending.withLock { $0 }
    }

    /// Kills the program and all that it started in its group.
    public func kill() {
        if life.ending.withLock({ $0 }) == nil, let id = life.processID.withLock({ $0 }) {
            ThisProcess.killGroup(id)
        }
    }

    /// Ends the program: its input ends; if that does not do, its group is killed.
    public func stop(within seconds: Double = 3) {
        channel.endWriting()
        if ending(within: seconds) == nil {
            kill()
            _ = ending(within: seconds)
        }
        channel.close()
    }
}
