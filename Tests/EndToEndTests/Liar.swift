import Results
import TestSupport

/// A real agent, of which one message is another one than it said.
///
/// It stands between the coordinator and the agent and passes on all else, so that a migration comes
/// as far as it would with an honest one.
struct Liar {
    let fault: FaultKind
    let state: FaultState

    /// What an agent says in the end of each state.
    private var message: String {
        switch state {
        case .starting: fault == .lyingVersion ? "hello" : "facts"
        case .preparing: "prepared"
        case .waiting: "alone"
        case .precopy: "migrated"
        case .verifying: "verified"
        default: "released"
        }
    }

    /// A change to its body, in Python; nil where it is the frame that lies.
    private var change: String? {
        switch fault {
        case .lyingVersion: "said['hello']['_0']['protocolVersion'] = 999"
        case .lyingSizes: "said['migrated']['_0']['counters']['bytes'] = 2**64 - 1"
        case .lyingCounts: "said['migrated']['_0']['state']['operations'] = [2**64 - 1] * 2"
        case .lyingOrder:
            state == .verifying
                ? "said = {'released': {'peakMemoryBytes': 1}}"
                : "said = {'verified': {'digest': 7}}"
        default: nil
        }
    }

    /// The text of a Python script, which takes the words of the agent's command.
    var script: String {
        let lie =
            switch fault {
            case .truncatedFrame: "tell(frame[:-3]); sys.exit()"
            case .hugeFrame: "tell(b'\\xff' * 4 + frame[4:])"
            default: "tell(framed(json.dumps(said).encode()))"
            }
        return """
            import json, struct, subprocess, sys
            agent = subprocess.Popen(sys.argv[1:] + ["agent"], stdout=subprocess.PIPE)
            def framed(body):
                return struct.pack(">I", len(body)) + body
            def tell(frame):
                sys.stdout.buffer.write(frame)
                sys.stdout.buffer.flush()
            while head := agent.stdout.read(4):
                body = agent.stdout.read(struct.unpack(">I", head)[0])
                frame, said = framed(body), json.loads(body)
                if "\(message)" in said:
                    \(change ?? "pass")
                    \(lie)
                else:
                    tell(frame)

            """
    }
}
