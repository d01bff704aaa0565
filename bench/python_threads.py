"""The work of bench/python-threads."""

import argparse
import datetime
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time

import compare
import machine
import statistics_of_pairs

TREES = "tests/TestTargets/Python/two_trees.py"
CROWD = "bench/targets/crowd.py"
SECONDS_OF_WORK = 10  # alone: long beside the profilers' start
TRIAL = 100  # rounds of work of each thread that tell how many rounds these seconds are
SETTLE = 2.0  # seconds between a profiler's start and the work, so that it samples when the work begins

# Who calls whom in two_trees.py; the test TrueStackTests holds the same.
CALLS = {
    "<module>": {"run"}, "run": {"a_first", "b_first"},
    "a_first": {"a_leaf", "a_second"}, "a_second": {"a_third", "a_leaf"}, "a_third": {"a_generate", "a_first"},
    "a_generate": {"a_leaf"}, "a_leaf": set(),
    "b_first": {"b_throw", "b_leaf", "b_other"}, "b_other": {"b_sorted", "b_generate", "b_first"},
    "b_generate": {"b_leaf", "b_generate_more"}, "b_generate_more": {"b_leaf"}, "b_sorted": {"b_key"}, "b_key": {"b_leaf"},
    "b_leaf": set(), "b_throw": set(),
}
NAME = re.compile(r"(?<![\w<])(%s)(?!\w)" % "|".join(map(re.escape, CALLS)))


class Sonde:
    name = "Sonde"

    def __init__(self, options):
        self.program = "dist/sonde"

    def command(self, pid, rate, seconds, output):
        return [self.program, "profile", "pid:%d" % pid, "--rate", str(rate), "--duration", "%ds" % seconds, "-o", output + ".pb.gz"]

    def stacks(self, output):
        text = subprocess.run([self.program, "convert", output + ".pb.gz", "-o", "collapsed", "--value", "samples"],
                              capture_output=True, text=True, check=True).stdout
        return collapsed(text)


class Austin:
    name = "austin"

    def __init__(self, options):
        self.program = options.austin.split()

    def command(self, pid, rate, seconds, output):
        return [*self.program, "-p", str(pid), "-i", "%dus" % (1_000_000 // rate), "-x", str(seconds), "-o", output + ".austin"]

    def stacks(self, output):
        # One line for each sample; what it could not read has no frames.
        return [(stack, 1) for stack, _ in collapsed(pathlib.Path(output + ".austin").read_text())]


class Cpython:
    name = "profiling.sampling"

    def __init__(self, options):
        self.python = options.python315

    def command(self, pid, rate, seconds, output):
        return [self.python, "-m", "profiling.sampling", "attach", "-a", "--mode", "cpu", "--no-gc", "-r", str(rate), "-d", str(seconds),
                "--collapsed", "-o", output + ".collapsed", str(pid)]

    def stacks(self, output):
        return collapsed(pathlib.Path(output + ".collapsed").read_text())


def collapsed(text):
    """(stack, count) of each line."""
    found = []
    for line in text.splitlines():
        stack, _, count = line.rpartition(" ")
        if stack and count.isdigit():
            found.append((stack, int(count)))
    return found


def judge(stacks):
    """(samples, samples whose path cannot exist)."""
    samples = wrong = 0
    for stack, count in stacks:
        names = [match[1] for frame in stack.split(";") if (match := NAME.search(frame))]
        if not names:
            continue
        samples += count
        if names[0] != "<module>" or any(callee not in CALLS[caller] for caller, callee in zip(names, names[1:])):
            wrong += count
    return samples, wrong


def begin(*command):
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    if line.strip() != "ready":
        raise RuntimeError("%s said %r" % (command, line))
    return process


def run(profiler, *arguments):
    return subprocess.Popen(profiler.command(*arguments), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def end(process, early):
    if early:
        os.kill(process.pid, signal.SIGINT)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return usage.ru_utime + usage.ru_stime


def error_rate(profiler, python, rate, options, folder):
    target = begin(python, TREES)
    try:
        output = os.path.join(folder, "trees")
        end(run(profiler, target.pid, rate, options.seconds, output), early=False)
        return judge(profiler.stacks(output))
    finally:
        target.kill()
        target.wait()


def work(profiler, python, rounds, options, folder):
    """(seconds the work took, the profiler's CPU seconds meanwhile, and those before and after it)."""
    target = begin(python, CROWD, str(options.threads), str(rounds))
    try:
        sampling = run(profiler, target.pid, 100, 120, os.path.join(folder, "crowd")) if profiler else None
        time.sleep(SETTLE if profiler else 0.1)
        before = compare.cpu_seconds(sampling.pid) if sampling else 0
        target.stdin.write("\n")
        target.stdin.flush()
        took = float(target.stdout.readline())
        during = compare.cpu_seconds(sampling.pid) - before if sampling else 0
        return took, during, end(sampling, early=True) - during if sampling else 0
    finally:
        target.kill()
        target.wait()


def compare_profilers(version, python, profilers, options, folder):
    """The lines of one interpreter's comparison."""
    lines = ["", "## CPython %s" % version, "", "| profiler | rate | samples | impossible stacks |", "|---|---|---|---|"]
    for rate in (100, 1000):
        totals = {profiler.name: [0, 0] for profiler in profilers}
        for _ in range(options.rounds):
            for profiler in profilers:
                for i, value in enumerate(error_rate(profiler, python, rate, options, folder)):
                    totals[profiler.name][i] += value
        for name, (samples, wrong) in totals.items():
            share = "%.3f %%" % (100 * wrong / samples) if samples else "no samples"
            lines.append("| %s | %d Hz | %s | %d (%s) |" % (name, rate, format(samples, ","), wrong, share))
    rounds_of_work = max(1, round(TRIAL * SECONDS_OF_WORK / work(None, python, TRIAL, options, folder)[0]))
    lines += ["", "%d busy threads at 100 Hz, %d s of work, median and its 95 %% interval:" % (options.threads, SECONDS_OF_WORK), "",
              "| profiler | time of the program, with / without | the profiler's CPU meanwhile, % of a core "
              "| its CPU to start and to end, seconds |", "|---|---|---|---|"]
    slower, cpu, once = ({profiler.name: [] for profiler in profilers} for _ in range(3))
    for number in range(options.rounds):
        shift = number % (len(profilers) + 1)
        variants = [None, *profilers]
        took = {}
        for profiler in variants[shift:] + variants[:shift]:
            name = profiler.name if profiler else None
            took[name], during, around = work(profiler, python, rounds_of_work, options, folder)
            if profiler:
                cpu[name].append(100 * during / took[name])
                once[name].append(around)
        for profiler in profilers:
            slower[profiler.name].append(took[profiler.name] / took[None])
    for profiler in profilers:
        lines.append("| %s | %.3f [%.3f, %.3f] | %.1f [%.1f, %.1f] | %.2f [%.2f, %.2f] |" % (
            profiler.name, *statistics_of_pairs.median_with_interval(slower[profiler.name]),
            *statistics_of_pairs.median_with_interval(cpu[profiler.name]),
            *statistics_of_pairs.median_with_interval(once[profiler.name])))
    return lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--austin", required=True)
    parser.add_argument("--python313", required=True)
    parser.add_argument("--python315", required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=150)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--name", default=re.sub(r"\W+", "-", machine.cpu_model().lower()).strip("-"))
    options = parser.parse_args()
    lines = ["# Python: Sonde, austin and CPython's own profiler", "",
             "%s, %s, load %.1f at the start, %d rounds of %d s for each rate." % (
                 datetime.date.today(), machine.cpu_model(), os.getloadavg()[0], options.rounds, options.seconds)]
    with tempfile.TemporaryDirectory() as folder:
        sonde = Sonde(options)
        # austin does not know 3.15 yet; CPython's profiler reads its own version only.
        lines += compare_profilers("3.13", options.python313, [sonde, Austin(options)], options, folder)
        lines += compare_profilers("3.15", options.python315, [sonde, Cpython(options)], options, folder)
    path = pathlib.Path("bench/results/%s-%s-python-threads.md" % (datetime.date.today(), options.name))
    path.write_text("\n".join([*lines, ""]))
    print(path.read_text())


if __name__ == "__main__":
    main()
