internal import Platform
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// A program that runs with this process's own standard streams, while something is done about it.
///
/// It gets the terminal's Ctrl-C like this process. Cleanup: `stop()`.
public final class WatchedProgram: Sendable {
    private let life = Life()
    private let task: Task<Void, Never>

    private final class Life: Sendable {
        let processID = Mutex<Int32?>(nil)
        let failure = Mutex<String?>(nil)
        let started = Semaphore()
        let ended = Semaphore()
    }

    /// Why a program cannot be started, in words.
    public struct NotStarted: Error, CustomStringConvertible {
        /// What the system said.
        public let description: String
    }

    /// Starts a program, found by its name as a shell does or by its path, and waits until it is itself.
    /// - Throws: ``NotStarted``.
    public init(_ name: String, _ arguments: [String]) throws(NotStarted) {
        let life = life
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
        let configuration = Configuration(
            executable: name.contains("/") ? .path(FilePath(name)) : .name(name),
            arguments: Arguments(arguments), platformOptions: options)
        task = Task.detached {
            do {
                _ = try await Subprocess.run(
                    configuration,
                    input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
                    output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
                    error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
                ) { execution in
                    life.processID.withLock { $0 = execution.processIdentifier.value }
                    life.started.post()
                }
            } catch {
                life.failure.withLock { $0 = "\(error)" }
            }
            life.started.post()
            life.ended.post()
        }
        // Starting takes milliseconds; the wait ends in any case.
        while !life.started.wait(until: .after(seconds: 60)) {}
        guard life.processID.withLock({ $0 }) != nil else {
            throw NotStarted(description: life.failure.withLock { $0 } ?? "it did not start")
        }
    }

    /// Its process id.
    public var processID: Int32 {
        guard let id = life.processID.withLock({ $0 }) else {
            preconditionFailure("a program that was started has an id")
        }
        return id
    }

    /// Asks the program to end, where it has not, and makes it end two seconds later.
    public func stop() {
        task.cancel()
        _ = life.ended.wait(until: .after(seconds: 10))
    }
}
