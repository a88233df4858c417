"""The pair of machines that the RDMA benchmark runs in: `bench lab up`."""
import os
import pathlib
import re
import shlex
import subprocess
import threading
import time

from yardsticks import ROOT, fail, output_of

BENCH = ROOT / ".build/release/bench"
DESTINATION = "10.77.0.2"

# Follows a process in the machine until it ends: CPU nanoseconds of its threads whose name fits,
# bytes that the link has sent, the time and how much of it was idle, twice a second. Only
# the shell's own commands are used: each other one would cost the machine a process.
FOLLOW = """
sample() {
    used=0
    for task in /proc/$1/task/*; do
        read -r name 2> /dev/null < "$task/comm" || continue
        case $name in $2) ;; *) continue ;; esac
        read -r ran rest 2> /dev/null < "$task/schedstat" && used=$((used + ran))
    done
    read -r sent < /sys/class/net/eth0/statistics/tx_bytes
    read -r now idle < /proc/uptime
    echo "sample $used $sent $now $idle"
}
follow() { while kill -0 "$1" 2> /dev/null; do sample "$1" "$2"; sleep 0.5; done; }
"""

CLIENT = FOLLOW + """
"$@" > /tmp/client.log 2>&1 &
follow $! '*'
wait $! || echo failed
cat /tmp/client.log
"""

# The agent's sending thread alone: what the harness tells the coordinator meanwhile is no part of
# a transport.
AGENT = FOLLOW + """
tries=0
while [ $tries -lt 300 ]; do
    for process in /proc/[0-9]*; do
        read -r line 2> /dev/null < "$process/cmdline"
        case $line in */bench*agent) follow "${process#/proc/}" worker; exit ;; esac
    done
    tries=$((tries + 1))
    sleep 0.1
done
echo 'no agent was seen'
"""


class Lab:
    """Two machines, from `with` to its end."""

    def __init__(self, options):
        self.options = options

    def __enter__(self):
        # What it says of its progress goes on to the terminal.
        up = subprocess.run(
            [BENCH, "lab", "up", *self.options], stdout=subprocess.PIPE, text=True)
        if up.returncode != 0:
            fail("there is no lab to measure in")
        lines = dict(line.split(maxsplit=1) for line in up.stdout.splitlines())
        self.summary = lines["up"]
        # Options of `bench run` that name the two ends.
        self.ends = shlex.split(lines["run"])[2:]
        self.processes = self.emulators()
        return self

    def __exit__(self, *_):
        output_of([BENCH, "lab", "down"])

    def shell(self, machine, script, *arguments):
        """Runs a script in a machine; its output."""
        return output_of(self.words(machine, script, *arguments))

    def words(self, machine, script, *arguments):
        return [BENCH, "lab", "shell", machine, "--", "sh", "-c", script, "sh", *arguments]

    def serve(self, *command):
        """Starts a server on the destination and waits until it listens."""
        self.shell(
            "destination", 'setsid "$@" > /tmp/server.log 2>&1 < /dev/null &', *command)
        for _ in range(100):
            if f"comm {command[0]}" in self.shell("destination", "rdma resource show cm_id"):
                return
            time.sleep(0.1)
        fail(f"{command[0]} does not listen: " + self.shell("destination", "cat /tmp/server.log"))

    def client(self, *command):
        """Runs a command on the source; what it says, and what was seen meanwhile."""
        watch = Watch(self, CLIENT, *command)
        lines = watch.end()
        if "failed" in lines:
            fail(f"{' '.join(command)}: " + "\n".join(lines)[-1500:])
        return lines, Steady(watch.samples)

    def follow_agent(self):
        """Follows the agent on the source, which is about to start."""
        return Watch(self, AGENT)

    def host_cpu(self):
        """CPU seconds that the host has given each machine."""
        ticks = []
        for process in self.processes:
            words = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
            ticks.append((int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK"))
        return ticks

    def emulators(self):
        """The processes of the machines, the source's first."""
        folder = re.search(r"lab call '?(\S+)/source\.0", " ".join(self.ends)).group(1)
        found = {}
        for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_text().split("\0")
            except OSError:
                continue
            for name in ("source", "destination"):
                if (words[0].endswith("qemu-system-x86_64") and f"bench-lab-{name}" in words
                        and any(f"{folder}/" in word for word in words)):
                    found[name] = path.parent.name
        if len(found) < 2:
            fail("the machines' processes are not to be seen")
        return [found["source"], found["destination"]]


class Watch:
    """Reads what a script in the source says, and notes at each sample what the host has given."""

    def __init__(self, lab, script, *arguments):
        self.process = subprocess.Popen(
            [str(word) for word in lab.words("source", script, *arguments)],
            stdout=subprocess.PIPE, text=True)
        self.lines = []
        self.samples = []
        self.thread = threading.Thread(target=self.read, args=(lab,))
        self.thread.start()

    def read(self, lab):
        for line in self.process.stdout:
            if line.startswith("sample "):
                self.samples.append(
                    [float(word) for word in line.split()[1:]] + lab.host_cpu())
            else:
                self.lines.append(line.rstrip())

    def end(self):
        """Waits for the script's end; its lines."""
        self.thread.join()
        if self.process.wait() != 0:
            fail("following a process in the machine: " + "\n".join(self.lines)[-500:])
        return self.lines


class Steady:
    """What a process cost while the link was busy with it: without its beginning and end."""

    # Of the bytes that the link sends, those between these shares.
    FROM, TO = 0.15, 0.85

    def __init__(self, samples):
        if not samples:
            fail("nothing was seen in the machine")
        start, end = samples[0][1], samples[-1][1]
        inside = [
            sample for sample in samples
            if self.FROM <= (sample[1] - start) / max(1, end - start) <= self.TO]
        if len(inside) < 3:
            fail("a run was too short to look at: give it more --memory")
        used, sent, time, idle, source, destination = (
            last - first for first, last in zip(inside[0], inside[-1]))
        gibibytes = sent / (1 << 30)
        # By the machine's clock, which runs on while the host does something else.
        self.cpu_per_gib = used / 1e9 / gibibytes
        # By what the host gave the machine for its busy time.
        self.given_cpu_per_gib = self.cpu_per_gib * source / max(0.01, time - idle)
        # Of the busier machine, which is what the other one waits for.
        self.machine_per_gib = max(source, destination) / gibibytes
