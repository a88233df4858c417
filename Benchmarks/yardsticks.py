"""What the benchmarks share: running programs, suites of bench, and the table of ratios."""
import csv
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
GIB = 1 << 30


def fail(message):
    sys.exit(f"error: {message}")


def output_of(command):
    """Runs a command to its end; its standard output."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        fail(f"{' '.join(map(str, command))}: {(done.stderr or done.stdout).strip()[-2000:]}")
    return done.stdout


def bench(build, folder, arguments, rounds=False):
    """One suite of bench; its rows, and with `rounds` those of its rounds too."""
    target = tempfile.mkdtemp(dir=folder)
    output_of(
        [ROOT / ".build" / build / "bench", "run", *arguments, "--output", target + "/suite"])
    rows = table(target + "/suite/runs.csv")
    for row in rows:
        if row["status"] != "completed":
            fail(f"a run of bench {' '.join(map(str, arguments))}: {row['reason']}")
    found = (rows, table(target + "/suite/rounds.csv")) if rounds else rows
    shutil.rmtree(target)
    return found


def table(path):
    """The rows of a CSV file."""
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def scenario(folder, name, text):
    """A scenario file of that name; its path."""
    path = pathlib.Path(folder) / f"{name}.yml"
    path.write_text(text)
    return path


def cpu_model():
    return next(
        (line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo")
         if line.startswith("model name")), "unknown CPU")


class Report:
    """The table of ratios."""

    HEADS = ["benchmark", "figure", "median", "range", "rounds", "asked for", "held", "note"]

    def __init__(self):
        self.rows = []

    def add(self, name, what, ratios, limit, note="", rounds=None):
        """A row; `limit` is ("at least" or "at most", bound), or None where nothing is asked.

        `rounds` is how many there were, where one figure was made of them.
        """
        middle = statistics.median(ratios)
        asked, held = "", ""
        if limit:
            comparison, bound = limit
            asked = f"{comparison} {bound:g}"
            held = middle >= bound if comparison == "at least" else middle <= bound
            held = "yes" if held else "NO"
        self.rows.append(
            [name, what, f"{middle:.3g}", f"{min(ratios):.3g} to {max(ratios):.3g}",
             str(rounds or len(ratios)), asked, held, note])
        print("  ".join(self.rows[-1]), flush=True)

    def write(self, folder, title, where, words, more=()):
        """README.md and ratios.csv; `more` are lines below the table."""
        commit = commit_built()
        if commit.endswith("-dirty"):
            print("warning: the figures are of a commit with changes: nobody can go back to it")
        date = time.strftime("%Y-%m-%d", time.gmtime())
        lines = [
            f"# {title}", "",
            f"{cpu_model()}, {os.cpu_count()} CPUs, {where}, commit {commit},", f"{date}. {words}",
            "", "| " + " | ".join(self.HEADS) + " |", "|" + " --- |" * len(self.HEADS)]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "README.md").write_text("\n".join([*lines, *more]) + "\n")
        with open(folder / "ratios.csv", "w", newline="") as file:
            csv.writer(file).writerows(
                [[head.replace(" ", "_") for head in self.HEADS]] + self.rows)
        print(f"written to {folder}")


def commit_built():
    """The commit, with "-dirty" where what is built or measures was changed since: results/ may."""
    git = ["git", "--no-optional-locks", "-C", ROOT]
    commit = output_of([*git, "rev-parse", "--short", "HEAD"]).strip()
    changes = output_of(
        [*git, "status", "--porcelain", "--", "Package.swift", "Plugins", "Sources", "Benchmarks"])
    return commit + ("-dirty" if changes else "")


def host_kernel():
    return f"Linux {platform.release()}"
