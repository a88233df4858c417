"""Transfers that are held against each other: a migration of ours, iperf3, qperf."""
import contextlib
import glob
import json
import os
import pathlib
import re
import subprocess
import time

from link import SPACE, THERE
from watch import Watch
from yardsticks import GIB, ROOT, bench, fail, output_of

BENCH = ROOT / ".build/release/bench"
PORT = 5399
MESSAGE = "512K"
QPERF_SECONDS = 4


def agents():
    """The agents that run: bench agent, by process id."""
    found = []
    for path in glob.glob("/proc/[0-9]*"):
        with contextlib.suppress(OSError):
            # A local agent is started by the program's real path.
            if os.readlink(f"{path}/exe") == str(BENCH.resolve()) and b"\0agent\0" in (
                    pathlib.Path(path, "cmdline").read_bytes()):
                found.append(path.split("/")[2])
    return found


def migrate(folder, path):
    """One migration; its row and who watched it."""
    with Watch(agents) as watch:
        row = bench("release", folder, [
            path, "--ceiling-probe", "off", "--source", "local", "--destination",
            f"exec:exec ip netns exec {SPACE} {BENCH} agent", "--data-address", THERE])[0]
    return row, watch


def serve(*command):
    """A server at the other end that has come up."""
    server = subprocess.Popen(
        ["ip", "netns", "exec", SPACE, *command], stdout=subprocess.DEVNULL)
    time.sleep(0.3)
    return server


def iperf(*more):
    """One transfer of iperf3; what it says, the CPU seconds of its two processes, who watched it."""
    server = serve("iperf3", "-s", "-1", "-p", str(PORT))
    with Watch(lambda: []) as watch:
        client = subprocess.Popen(
            ["iperf3", "-c", THERE, "-p", str(PORT), "-n", str(2 * GIB), "-J", "-l", MESSAGE,
             *more],
            stdout=subprocess.PIPE, text=True)
        text = client.stdout.read()
        usages = [os.wait4(process.pid, 0)[2] for process in (client, server)]
    said = json.loads(text)
    if "error" in said:
        fail(f"iperf3: {said['error']}")
    return said["end"], [usage.ru_utime + usage.ru_stime for usage in usages], watch


def qperf():
    """One transfer of qperf's tcp_bw; bytes a second, CPU seconds of the host as it says, who watched it."""
    server = serve("qperf")
    try:
        with Watch(lambda: []) as watch:
            text = output_of([
                "qperf", THERE, "-t", QPERF_SECONDS, "-m", MESSAGE, "-uu", "-e", "6", "-vv", "tcp_bw"])
    finally:
        server.kill()
        server.wait()
    said = dict(re.findall(r"^ +(\w+) += +([\d.]+)", text, re.MULTILINE))
    return float(said["bw"]), float(said["send_cpu_time"]) / 1e9, watch
