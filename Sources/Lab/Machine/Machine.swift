internal import Platform
internal import Programs

/// A running machine.
///
/// QEMU runs under a shell that does one thing: wait for the end of its input, which comes when
/// this process ends in whatever way, and kill QEMU. Where no line came before that end, this
/// process was killed: then the shell removes the lab's folder too, if that is the lab's own. Should
/// the shell itself be killed, the kernel kills QEMU (PR_SET_PDEATHSIG; the shell has one thread, so
/// that its parent is the shell's life).
final class Machine: Sendable {
    let spec: MachineSpec
    let console = Console()
    private let process: PipedProgram

    /// The shell's words; the folder that goes with a killed lab, or nothing, and QEMU's command
    /// follow as arguments.
    ///
    /// Once QEMU runs, it alone holds the console's pipe, which ends with it.
    static let supervisor = """
        folder=$1
        shift
        setpriv --pdeathsig KILL -- "$@" < /dev/null &
        exec > /dev/null 2>&1
        read -r _
        ordered=$?
        kill -9 $!
        wait
        [ $ordered -eq 0 ] || [ -z "$folder" ] || rm -rf -- "$folder"
        """

    /// Starts the machine.
    ///
    /// - Parameter ownFolder: the lab's folder, where it is to go with this process; nil where its
    ///   name is used again.
    init(_ spec: MachineSpec, ownFolder: String?) throws(LabError) {
        self.spec = spec
        guard let qemu = HostProgram.qemu.path else { throw .missing([.qemu]) }
        let console = console
        do {
            let words = ["-c", Self.supervisor, "bench-lab", ownFolder ?? "", qemu]
            process = try PipedProgram("/bin/sh", words + spec.arguments, errors: .withOutput)
            let channel = process.channel
            // Detached: it ends with the channel.
            _ = try NativeThread(name: "console") {
                do {
                    while let bytes = try channel.read(upTo: 1 << 16) { console.append(bytes) }
                } catch { console.append(Array("\(error)\n".utf8)) }
                console.end()
            }
        } catch { throw .system(error) }
    }

    /// Whether it has come to its first program.
    var hasStarted: Bool { !console.steps.isEmpty }
    /// Whether commands are served.
    var isReady: Bool { console.steps.contains(InitScript.ready) }

    /// What went wrong in it, as far as it tells.
    var problem: String? {
        if let step = console.steps.first(where: { $0.hasPrefix(InitScript.failed) }) {
            return "the start \(step)"
        }
        return console.hasEnded ? "it ended" : nil
    }

    func failure(_ problem: String, remedy: String? = nil) -> LabError {
        .machine(spec.name, problem: problem, console: console.tail, remedy: remedy)
    }

    /// Powers it off, without asking: it has nothing to lose.
    func stop() {
        announceEnd()
        process.channel.endWriting()
        let deadline = Deadline.after(seconds: 5)
        while !console.hasEnded, !deadline.hasPassed {
            MonotonicTime.now.advanced(bySeconds: 0.02).sleep()
        }
        process.stop()
    }

    /// Tells the supervisor that the end is in order; one that is gone has taken QEMU with it.
    private func announceEnd() {
        do { try process.channel.write([UInt8(ascii: "\n")], until: .after(seconds: 1)) } catch {
            return
        }
    }
}
