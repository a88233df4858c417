internal import Platform
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// A program with its standard streams as a byte channel.
///
/// Cleanup: `stop()`. Should this process die, the child's input ends with it.
final class ChildProcess: Sendable {
    let channel: ByteChannel
    private let life = Life()

    private final class Life: Sendable {
        let processID = Mutex<Int32?>(nil)
        let ending = Mutex<String?>(nil)
        let ended = Semaphore()
    }

    /// Starts `path`; standard error goes the way of standard output.
    ///
    /// In a session of its own it outlives the terminal.
    /// - Throws: ``SystemError`` when there are no descriptors left; a program that cannot be
    ///   started shows as a stream that ends.
    init(
        _ path: String, _ arguments: [String], inNewSession: Bool = false
    ) throws(SystemError) {
        let (near, read, write) = try ByteChannel.pair()
        channel = near
        let life = life
        var options = PlatformOptions()
        // Out of the reach of the terminal's Ctrl-C.
        if inNewSession { options.createSession = true } else { options.processGroupID = 0 }
        let configuration = Configuration(
            executable: .path(FilePath(path)), arguments: Arguments(arguments),
            platformOptions: options)
        Task.detached {
            let ending: String
            do {
                let result = try await Subprocess.run(
                    configuration,
                    input: .fileDescriptor(
                        FileDescriptor(rawValue: read), closeAfterSpawningProcess: true),
                    output: .fileDescriptor(
                        FileDescriptor(rawValue: write), closeAfterSpawningProcess: true),
                    error: .combinedWithOutput
                ) { execution in
                    life.processID.withLock { $0 = execution.processIdentifier.value }
                }
                ending = "\(result.terminationStatus)"
            } catch {
                ending = "\(error)"
            }
            life.ending.withLock { $0 = ending }
            life.ended.post()
        }
    }

    /// How the program ended; waits a moment for it, nil when it runs on.
    func ending(within seconds: Double) -> String? {
        if life.ended.wait(until: .after(seconds: seconds)) { life.ended.post() }
        return life.ending.withLock { $0 }
    }

    /// Kills the program and all that it started in its group.
    func kill() {
        if life.ending.withLock({ $0 }) == nil, let id = life.processID.withLock({ $0 }) {
            ThisProcess.killGroup(id)
        }
    }

    /// Ends the program: its input ends; if that does not do, it is killed.
    func stop(within seconds: Double = 3) {
        channel.endWriting()
        if ending(within: seconds) == nil {
            kill()
            _ = ending(within: seconds)
        }
        channel.close()
    }
}
