"""A guest of QEMU, emulated, whose memory is full, and its migration from this namespace to the other."""
import contextlib
import json
import pathlib
import socket
import subprocess
import time

from link import SPACE, THERE
from watch import Watch, idle_share
from yardsticks import fail, output_of

PROGRAM = "qemu-system-x86_64"
PORT = 5398
FILLED = 1 << 30
# A machine goes when this program does, whatever ends it. Its memory is there before pages come, as ours is.
MACHINE = [
    "setpriv", "--pdeathsig", "KILL", PROGRAM, "-accel", "tcg", "-machine", "pc", "-m", "1280M",
    "-mem-prealloc", "-nodefaults", "-display", "none"]
UNLIMITED = 1 << 40
DEADLINE = 120


class Monitor:
    """The machine protocol (QMP) of a QEMU process."""

    def __init__(self, path, process):
        self.path, self.process = path, process
        self.stream = self.connected().makefile("rw")
        self.stream.readline()
        self.tell("qmp_capabilities")

    def connected(self):
        until = time.monotonic() + DEADLINE
        while time.monotonic() < until and self.process.poll() is None:
            made = socket.socket(socket.AF_UNIX)
            made.settimeout(DEADLINE)
            try:
                made.connect(self.path)
                return made
            except OSError:
                made.close()
                time.sleep(0.05)
        fail(f"{PROGRAM}: it does not answer")

    def tell(self, command, **arguments):
        self.stream.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.stream.flush()
        for line in self.stream:
            answer = json.loads(line)
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                fail(f"{PROGRAM}: {command}: {answer['error']['desc']}")
        fail(f"{PROGRAM}: {command}: it ended")


@contextlib.contextmanager
def machine(folder, name, words, enter=()):
    """A QEMU process that ends with this."""
    path = str(pathlib.Path(folder, name))
    process = subprocess.Popen(
        [*enter, *MACHINE, "-qmp", f"unix:{path},server=on,wait=off", *words])
    try:
        yield Monitor(path, process)
    finally:
        process.kill()
        process.wait()
        pathlib.Path(path).unlink(missing_ok=True)


def image(folder):
    """A file of random bytes that a guest's memory is filled from."""
    path = pathlib.Path(folder, "memory")
    if not path.exists():
        with open("/dev/urandom", "rb") as source, open(path, "wb") as file:
            for _ in range(FILLED >> 20):
                file.write(source.read(1 << 20))
    return path


def migrate(folder, pace, channels=0):
    """One migration of 1 GiB of content; what query-migrate says, who watched it, and busy CPUs before it.

    `channels` is of multifd, 0 for the one stream. The firmware finds nothing to boot and halts: the guest is idle.
    """
    load = f"loader,file={image(folder)},addr=0x1000000,force-raw=on"
    enter = ["ip", "netns", "exec", SPACE]
    with machine(folder, "there", ["-incoming", "defer"], enter) as there, \
            machine(folder, "here", ["-device", load]) as here:
        time.sleep(3)
        for end in (there, here):
            end.tell("migrate-set-capabilities", capabilities=[
                {"capability": "return-path", "state": True},
                {"capability": "multifd", "state": channels > 0}])
            if channels:
                end.tell("migrate-set-parameters", **{"multifd-channels": channels})
        here.tell("migrate-set-parameters", **{"max-bandwidth": pace or UNLIMITED})
        there.tell("migrate-incoming", uri=f"tcp:{THERE}:{PORT}")
        idle = idle_share()
        with Watch(lambda: [str(end.process.pid) for end in (here, there)]) as watch:
            here.tell("migrate", uri=f"tcp:{THERE}:{PORT}")
            said = finished(here)
    return said, watch, idle


def finished(source):
    """What query-migrate says at the end."""
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until:
        said = source.tell("query-migrate")
        if said["status"] == "completed":
            return said
        if said["status"] in ("failed", "cancelled"):
            fail(f"{PROGRAM}: the migration {said['status']}: {said.get('error-desc', '')}")
        time.sleep(0.05)
    fail(f"{PROGRAM}: the migration is not over after {DEADLINE} s")


def version():
    return output_of([PROGRAM, "--version"]).split("\n", 1)[0].split(" (")[0]
