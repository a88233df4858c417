internal import Platform
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// A running agent: the process and the byte channel to it.
///
/// Cleanup: `stop()`. Should the coordinator die, the channel closes with it and the agent ends by
/// itself.
final class AgentProcess: Sendable {
    /// How long an agent may take to end once its input has ended.
    static let stopSeconds = 3.0

    let channel: ByteChannel
    private let life = Life()

    /// What becomes of the process, told by the task that watches it.
    private final class Life: Sendable {
        let processID = Mutex<Int32?>(nil)
        let ending = Mutex<AgentEnding?>(nil)
        let ended = Semaphore()
    }

    /// Starts the agent of `endpoint`; `executable` is this program, for `local`.
    /// - Throws: ``SystemError`` when there are no descriptors left. A command that cannot be
    ///   started shows as a stream that ends; see `ending`.
    init(_ endpoint: Endpoint, executable: String) throws(SystemError) {
        let (near, read, write) = try ByteChannel.pair()
        channel = near
        let life = life
        let configuration = Self.configuration(endpoint, executable)
        Task.detached {
            let ending: AgentEnding
            do {
                let result = try await Subprocess.run(
                    configuration,
                    input: .fileDescriptor(
                        FileDescriptor(rawValue: read), closeAfterSpawningProcess: true),
                    output: .fileDescriptor(
                        FileDescriptor(rawValue: write), closeAfterSpawningProcess: true),
                    error: .currentStandardError
                ) { execution in
                    life.processID.withLock { $0 = execution.processIdentifier.value }
                }
                ending = Self.ending(result.terminationStatus)
            } catch {
                ending = .broken("\(error)")
            }
            life.ending.withLock { $0 = ending }
            life.ended.post()
        }
    }

    private static func ending(_ status: TerminationStatus) -> AgentEnding {
        switch status {
        case .exited(let code): .exited(code)
        case .signaled(let signal): .killed(signal)
        }
    }

    /// How the process ended; waits a moment for it, nil when it runs on.
    func ending(within seconds: Double) -> AgentEnding? {
        if life.ended.wait(until: .after(seconds: seconds)) { life.ended.post() }
        return life.ending.withLock { $0 }
    }

    /// Ends the agent: its input ends; if that does not do, its process group is killed.
    func stop() {
        channel.close()
        if ending(within: Self.stopSeconds) == nil, let id = life.processID.withLock({ $0 }) {
            ThisProcess.killGroup(id)
            _ = ending(within: Self.stopSeconds)
        }
    }

    private static func configuration(
        _ endpoint: Endpoint, _ executable: String
    ) -> Configuration {
        // A group of its own keeps the terminal's Ctrl-C from the agent and its helpers.
        var options = PlatformOptions()
        options.processGroupID = 0
        let (program, arguments) = endpoint.command(executable: executable)
        return Configuration(
            executable: program.contains("/") ? .path(FilePath(program)) : .name(program),
            arguments: Arguments(arguments), platformOptions: options)
    }
}
