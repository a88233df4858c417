import Foundation
import Results
import Testing

extension EndToEnd {
    /// The recipe of docs/security.md, as it stands there.
    @Suite(.serialized) struct Systemd {
        /// A user's service manager of the test's own, in namespaces that it does not outlive.
        private static let manager = """
            mount -t tmpfs tmpfs /run
            mkdir -p /run/systemd/system /run/user /run/lock
            export XDG_RUNTIME_DIR=/run/user DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/bus
            dbus-daemon --session --address=$DBUS_SESSION_BUS_ADDRESS --fork
            /lib/systemd/systemd --user 2> manager.log &
            for i in $(seq 100); do
                systemctl --user is-system-running 2> /dev/null | grep -qE 'running|degraded' && break
                sleep 0.1
            done
            """

        private static var obstacle: String? {
            for program in ["/lib/systemd/systemd", "/usr/bin/systemd-run", "/usr/bin/dbus-daemon"]
            where !FileManager.default.isExecutableFile(atPath: program) {
                return "there is no \(program)"
            }
            return geteuid() == 0 ? nil : "namespaces take root"
        }

        /// The indented lines that begin with the command.
        private static func recipe() throws -> String {
            let root = URL(filePath: #filePath)
                .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            let text = try String(
                contentsOf: root.appending(path: "docs/security.md"), encoding: .utf8)
            let found = try #require(text.firstMatch(of: /\n    (systemd-run (?:.*\\\n)*.*)\n/))
            return String(found.output.1).replacing(/\\\n +/, with: "")
        }

        @Test(.enabled(if: obstacle == nil, "\(obstacle ?? "")"))
        func aGuestMovesToAnAgentWithLess() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario()
            let recipe = try Self.recipe()
            #expect(recipe.hasSuffix(" bench agent"))
            let agent = recipe.replacing(" bench agent", with: " $BENCH agent")
            let look = recipe.replacing(
                " bench agent", with: " sh -c \"grep NoNewPrivs /proc/self/status; touch /usr/x\"")
            let outcome = try await Program(in: scratch).run(
                "/usr/bin/env",
                [
                    "unshare", "-m", "-p", "--fork", "--kill-child", "--mount-proc", "sh", "-c",
                    """
                    \(Self.manager)
                    "$BENCH" run \(scenario) --output out --destination "exec:\(agent)"; code=$?
                    \(look)
                    exit $code
                    """,
                ], seconds: 60
            ) { _ in }
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try scratch.rows().first?[RunColumns.outcome.verified] == true)
            #expect(outcome.out.contains("NoNewPrivs:\t1"), "\(outcome)")
            #expect(outcome.err.contains("Read-only file system"), "\(outcome)")
        }
    }
}
