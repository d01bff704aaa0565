"""The work of bench/inspect: seconds from the start of sonde inspect to its first screen on a terminal, and the CPU of a watch."""

import argparse
import fcntl
import json
import os
import pathlib
import pty
import re
import statistics
import struct
import subprocess
import termios
import time

import machine

ROOT = pathlib.Path(__file__).resolve().parent.parent
SONDE = os.environ.get("SONDE", str(ROOT / "dist" / "sonde"))


# What takes the first screen back, so that the whole one can replace it; before it the runtime may set up the terminal once more, as it does
# when a program that it ran (journalctl) has ended.
REPLACED = re.compile(rb"(\x1b\[\?1h\x1b=)?\x1b\[\d+A\x1b\[J")


ROWS, COLUMNS = 50, 120


def first_screen(target):
    """Milliseconds from just before the process is made until the last byte of its first screen is on a terminal: now and lifetime, before the
    interval; and the CPU time of the whole run. The first byte would not do: the runtime sets up the terminal before anything is known."""
    control, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", ROWS, COLUMNS, 0, 0))
    started = time.monotonic()
    process = subprocess.Popen([SONDE, "inspect", target], stdin=subprocess.DEVNULL, stdout=terminal, stderr=terminal)
    os.close(terminal)
    chunks = []
    try:
        while data := os.read(control, 65536):
            chunks.append((time.monotonic() - started, data))
    except OSError:
        pass  # the other side of the terminal has closed
    os.close(control)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    text = b"".join(data for _, data in chunks)
    replaced = REPLACED.search(text)
    shown = text[:replaced.start()] if replaced else b""
    if b"the interval is being measured" not in shown or not re.search(rb"\n(\x1b\[1m)?(Memory|Node)", shown):
        raise SystemExit("no first screen came:\n" + text.decode())
    end = 0
    for elapsed, data in chunks:
        end += len(data)
        if end >= len(shown):
            return 1000 * elapsed, 1000 * (usage.ru_utime + usage.ru_stime)


def start_alone():
    """Milliseconds that the program needs for nothing, elapsed and of CPU time."""
    started = time.monotonic()
    process = subprocess.Popen([SONDE, "version"], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return 1000 * (time.monotonic() - started), 1000 * (usage.ru_utime + usage.ru_stime)


def row(name, runs):
    elapsed, cpu = (sorted(values) for values in zip(*runs))
    line = "| %s | %.0f ms | %.0f ms | %.0f ms |" % (name, statistics.median(elapsed), elapsed[-1], statistics.median(cpu))
    print(line, flush=True)
    return line


def watch(target, seconds):
    result = subprocess.run(
        [SONDE, "inspect", target, "--watch", "--duration", "%ds" % seconds, "-o", "json"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    return json.loads(result.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    about = machine.describe()
    sleeper = subprocess.Popen(["sleep", "600"])
    try:
        rows = []
        for name, target in (("a process", "pid:%d" % sleeper.pid), ("this machine", "host")):
            rows.append(row("first screen of %s" % name, [first_screen(target) for _ in range(options.runs)]))
        rows.append(row("`sonde version`, for comparison", [start_alone() for _ in range(options.runs)]))
        last = watch("pid:%d" % sleeper.pid, options.seconds)
        cost = "%d readings in %.0f s, the longest gap %.0f ms, %.2f %% of a CPU with its start." % (
            last["readings"], last["elapsedSeconds"], 1000 * last["longestGapSeconds"], 100 * last["ownCpus"])
        print(cost, flush=True)
    finally:
        sleeper.kill()
        sleeper.wait()

    path = machine.results_file(about, options.name, "inspect")
    path.write_text("\n".join([
        *machine.heading(about, "The first screen of inspect, and what a watch costs", "bench/inspect", [machine.first_line(SONDE, "version")]),
        "", "| what | median | slowest | CPU time of the whole run |", "|---|---:|---:|---:|", *rows, "", "A watch at 100 readings a second: " + cost, "",
    ]))
    print("wrote", path.relative_to(ROOT))


if __name__ == "__main__":
    main()
