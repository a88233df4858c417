"""What a transfer looks like from outside, while it runs."""
import contextlib
import glob
import os
import pathlib
import threading
import time

from link import sent

TICK = os.sysconf("SC_CLK_TCK")
CPUS = os.sysconf("SC_NPROCESSORS_ONLN")


def host_times():
    """Seconds of all CPUs: of no work (idle, iowait, steal), and of work as ticks sampled it
    (user, nice, system, irq, softirq)."""
    words = pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()
    return tuple(
        sum(int(words[index]) for index in kinds) / TICK
        for kinds in ((4, 5, 8), (1, 2, 3, 6, 7)))


def retransmitted():
    heads, figures = [
        line.split() for line in open("/proc/net/snmp") if line.startswith("Tcp:")]
    return int(figures[heads.index("RetransSegs")])


def process_seconds(pid):
    """What the scheduler gave to a process's threads that live; 0 of one that is gone."""
    total = 0
    for path in glob.glob(f"/proc/{pid}/task/*/schedstat"):
        with contextlib.suppress(OSError):
            total += int(pathlib.Path(path).read_text().split()[0])
    return total / 1e9


class Watch:
    """Looks at the host every 10 ms; the span is where bytes flow."""

    def __init__(self, processes):
        self.processes = processes
        self.looks = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.retransmitted = retransmitted()
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
        self.retransmitted = retransmitted() - self.retransmitted

    def run(self):
        pids = []
        while not self.over.wait(0.01):
            if len(pids) < 2:
                pids = self.processes()
            now = time.monotonic()
            rest, ticks = host_times()
            self.looks.append((
                sent(), now * CPUS - rest, ticks, sum(map(process_seconds, pids)), now))

    def flow(self):
        """Bytes, busy seconds of the host, those that ticks saw, CPU seconds of the processes and seconds of
        the span."""
        begin = next(
            index for index, look in enumerate(self.looks[1:])
            if look[0] - self.looks[index][0] > 1 << 18)
        end = next(
            index for index in range(len(self.looks) - 1, 0, -1)
            if self.looks[index][0] - self.looks[index - 1][0] > 1 << 18)
        first, last = self.looks[begin], self.looks[end]
        return tuple(after - before for before, after in zip(first, last))


def idle_share():
    """Busy CPUs of the host while nothing is measured, but for the watch itself."""
    with Watch(lambda: []):
        start, (before, _) = time.monotonic(), host_times()
        time.sleep(4)
        return CPUS - (host_times()[0] - before) / (time.monotonic() - start)
