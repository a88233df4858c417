"""Two ends on one machine: this network namespace and another, over one that forwards."""
import contextlib
import pathlib

from yardsticks import output_of

OURS = "benchpeer0"
FORWARDER, SPACE = "benchpeersmid", "benchpeers"
HERE, THERE = "198.18.7.1", "198.18.7.6"


@contextlib.contextmanager
def link():
    """This namespace, a forwarder and the other end's, by two pairs of interfaces."""
    def ip(*words):
        output_of(["ip", *words])

    made = []
    try:
        for name in (FORWARDER, SPACE):
            ip("netns", "add", name)
            made.append(name)
        ip("link", "add", OURS, "type", "veth", "peer", "name", "near", "netns", FORWARDER)
        ip("-n", FORWARDER, "link", "add", "far", "type", "veth", "peer", "name", "end", "netns",
           SPACE)
        for space, device, address in (
                (None, OURS, f"{HERE}/30"), (FORWARDER, "near", "198.18.7.2/30"),
                (FORWARDER, "far", "198.18.7.5/30"), (SPACE, "end", f"{THERE}/30")):
            where = ["-n", space] if space else []
            ip(*where, "addr", "add", address, "dev", device)
            ip(*where, "link", "set", device, "up")
        ip("-n", SPACE, "link", "set", "lo", "up")
        # BBR paces itself around a queue that overflows; retransmits are to be counted.
        ip("route", "add", "198.18.7.4/30", "via", "198.18.7.2", "congctl", "cubic")
        ip("-n", SPACE, "route", "add", "default", "via", "198.18.7.5")
        ip("netns", "exec", FORWARDER, "sh", "-c",
           "echo 1 > /proc/sys/net/ipv4/ip_forward")
        yield
    finally:
        for name in made:
            ip("netns", "delete", name)


@contextlib.contextmanager
def short_queue():
    """Lets the forwarder take no more than this, with a queue that overflows."""
    tc = ["ip", "netns", "exec", FORWARDER, "tc", "qdisc"]
    output_of([*tc, "add", "dev", "far", "root", "tbf", "rate", "2gbit", "burst", "128kb",
               "limit", "1mb"])
    try:
        yield
    finally:
        output_of([*tc, "del", "dev", "far", "root"])


def sent():
    return int(pathlib.Path(f"/sys/class/net/{OURS}/statistics/tx_bytes").read_text())
