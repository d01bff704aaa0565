"""The work of bench/compare: paired, interleaved runs. bench/README.md tells what is measured and how."""

import argparse
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

import machine
import phases
import report
from profilers import Austin, Perf, Sonde, start, stop

HERE = pathlib.Path(__file__).resolve().parent
SONDE = str(HERE.parent / "dist" / "sonde")
SETTLE = 1.0  # seconds between a profiler's start and the work, so that it samples when the work begins
NATIVE_ROUNDS = "18000"  # about three seconds of work on the machine this was written on
PYTHON_ROUNDS = "66000"
COMPILE = ["gcc", "-O1", "-fno-omit-frame-pointer", "-fno-optimize-sibling-calls"]
COMPILE_CFI = ["gcc", "-O1", "-fomit-frame-pointer", "-fno-optimize-sibling-calls"]


class Target:
    """A program that does fixed work when told to, and says how long it took."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "ready\n":
            raise RuntimeError("the target did not get ready")

    def begin(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def result(self):
        return json.loads(self.process.stdout.readline())

    def end(self, killed=False):
        if killed:
            self.process.kill()
        else:
            self.process.stdin.write("end\n")
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.stdout.close()
        if self.process.wait(timeout=30) != 0 and not killed:
            raise RuntimeError("the target failed")


def cpu_seconds(pid):
    """CPU time of a running process, to the nanosecond: clock_getcpuclockid(3) gives this ID for a process."""
    return time.clock_gettime((~pid << 3) | 2)


def peak_memory_mib(pid):
    """Largest resident size so far. Not ru_maxrss: that also remembers this program's size from before the exec."""
    status = pathlib.Path("/proc/%d/status" % pid).read_text()
    mark = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    if not mark:
        raise RuntimeError("process %d ended while its target still worked" % pid)  # a zombie has no memory
    return int(mark[1]) / 1024


def run_once(command, profiler, folder):
    """Does the target's work once, alone or below a profiler."""
    target = Target(command)
    output = folder / "out"
    process = None
    finished = False
    try:
        if profiler:
            process = start(profiler, target.process.pid, output)
        time.sleep(SETTLE)
        if process and process.poll() is not None:
            raise RuntimeError("%s ended early: %s" % (profiler.name, process.stderr.read().decode().strip()))
        before = cpu_seconds(process.pid) if process else 0
        target.begin()
        run = target.result()
        if process:
            run["profiler_cpu_during"] = cpu_seconds(process.pid) - before
            run["profiler_memory_mib"] = peak_memory_mib(process.pid)
            usage = stop(process)
            process = None
            run["profiler_cpu_total"] = usage.ru_utime + usage.ru_stime
            run["naming_cpu"] = profiler.naming_cpu(output)
            run["samples"] = profiler.samples(output)
            if run["samples"] == 0:
                raise RuntimeError("%s recorded nothing" % profiler.name)
        finished = True
        return run
    finally:
        if process:
            process.kill()
            process.wait()
        target.end(killed=not finished)


def compare(name, command, profilers, rounds, folder):
    """Rounds of alone and each profiler. Each round begins with another one, so that drift hits all alike."""
    runs = {key: [] for key in ["alone", *(p.name for p in profilers)]}
    variants = [None, *profilers]
    for number in range(rounds):
        shift = number % len(variants)
        for profiler in variants[shift:] + variants[:shift]:
            key = profiler.name if profiler else "alone"
            runs[key].append(run_once(command, profiler, folder))
            print("%-8s round %d  %-6s %.3f s" % (name, number + 1, key, runs[key][-1]["elapsed"]), file=sys.stderr)
    return runs


def first_sample(command, profiler, folder):
    """Seconds from just before the profiler is started to the phase of the target that its first sample shows."""
    target = Target(command)
    output = folder / "first"
    process = None
    try:
        target.begin()
        origin = target.result()["start"]
        started = time.monotonic()
        process = start(profiler, target.process.pid, output)
        time.sleep(phases.SECONDS - 0.5)
        stop(process)
        process = None
        seen = [int(number) for number in re.findall(r"phase_(\d{4})", profiler.text(output))]
        if not seen:
            raise RuntimeError("%s recorded no phase" % profiler.name)
        return origin + (min(seen) + 0.5) * phases.STEP - started
    finally:
        if process:
            process.kill()
            process.wait()
        target.end(killed=True)


def compare_start(name, command, profilers, rounds, folder):
    """Time to the first sample, for each profiler in turn."""
    times = {p.name: [] for p in profilers}
    for number in range(rounds):
        shift = number % len(profilers)
        for profiler in profilers[shift:] + profilers[:shift]:
            times[profiler.name].append(first_sample(command, profiler, folder))
            print("start    round %d  %-6s %s %.3f s" % (number + 1, profiler.name, name, times[profiler.name][-1]),
                  file=sys.stderr)
    return times


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--austin", required=True, type=shlex.split)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default="native,cfi,python,threads,start")
    parser.add_argument("--name")
    options = parser.parse_args()
    wanted = options.only.split(",")

    about = machine.describe()
    versions = {
        "sonde": machine.first_line(SONDE, "version"),
        "perf": machine.first_line("perf", "--version"),
        "austin": machine.first_line(*options.austin, "--version"),
    }
    native = [Sonde("sonde", SONDE, rate=99), Perf()]
    cfi = [Sonde("sonde", SONDE, rate=99), Perf(call_graph="dwarf,16384")]
    python = [Sonde("sonde", SONDE, rate=100), Austin("austin", tuple(options.austin), interval_ms=10)]
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sonde-bench-"))
    try:
        busy = str(folder / "busy")
        subprocess.run([*COMPILE, "-o", busy, str(HERE / "targets/busy.c")], check=True)
        busy_cfi = str(folder / "busy-cfi")
        subprocess.run([*COMPILE_CFI, "-o", busy_cfi, str(HERE / "targets/busy.c")], check=True)
        script = ["/usr/bin/python3.11", "-I", str(HERE / "targets/busy.py")]
        results = {"machine": about, "versions": versions, "rounds": options.rounds, "slowdown": {}, "first_sample": {}}
        for name, command, profilers in [
            ("native", [busy, NATIVE_ROUNDS], native),
            ("cfi", [busy_cfi, NATIVE_ROUNDS], cfi),
            ("python", [*script, PYTHON_ROUNDS, "1"], python),
            ("threads", [*script, PYTHON_ROUNDS, "150"], python),
        ]:
            if name in wanted:
                results["slowdown"][name] = compare(name, command, profilers, options.rounds, folder)
        if "start" in wanted:
            source, program, module = folder / "phases.c", str(folder / "phases"), folder / "phases.py"
            source.write_text(phases.c_source())
            subprocess.run([*COMPILE, "-o", program, str(source)], check=True)
            module.write_text(phases.python_source())
            results["first_sample"]["native"] = compare_start("native", [program], native, options.rounds, folder)
            results["first_sample"]["python"] = compare_start(
                "python", ["/usr/bin/python3.11", "-I", str(module)], python, options.rounds, folder)
        results["machine"]["load_average_after"] = round(os.getloadavg()[0], 2)
    finally:
        shutil.rmtree(folder)

    slug = options.name or re.sub(r"[^a-z0-9]+", "-", about["cpu"].lower()).strip("-") + "-%dc" % about["cores"]
    base = HERE / "results" / ("%s-%s" % (about["date"], slug))
    base.parent.mkdir(exist_ok=True)
    pathlib.Path(str(base) + ".json").write_text(json.dumps(results, indent=1) + "\n")
    text = report.markdown(results)
    pathlib.Path(str(base) + ".md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
