"""The work of bench/compare-stacks: the same programs below each profiler; how complete and how named the stacks are."""

import argparse
import collections
import gzip
import json
import os
import pathlib
import re
import resource
import shlex
import shutil
import signal
import statistics
import subprocess
import tempfile
import threading
import time

import compare
import machine
import report

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = ROOT / "tests" / "TestTargets"
PAGE = ROOT / "docs" / "native-stacks.md"
BEGIN, END = "<!-- written by bench/compare-stacks -->\n", "<!-- end of what bench/compare-stacks writes -->"
RATE = 99
SECONDS = 4
STOP_LIMIT = 60  # seconds
ATTEMPTS = 3
NO_FRAME_POINTER = ["-fomit-frame-pointer", "-fno-optimize-sibling-calls"]

# Where stacks begin. Of a stripped program the entry point has no name: there the C library's function below it counts.
# samply takes leading underscores away.
ROOTS = re.compile(r"^_*(start|main|clone3?|start_thread|libc_start_main.*|libc_start_call_main|start_c|runtime"
                   r"\.(goexit|mcall|morestack|clone|mstart|rt0_go)(\.abi0)?)$")
# samply calls a function without a symbol fun_ADDRESS.
UNNAMED = re.compile(r"^(fun_[0-9a-f]+|\[?unknown\]?|0x[0-9a-f]+|.*\+0x[0-9a-f]+|)$")


def programs(folder):
    """Builds each program; name and command."""
    shares, cpp = SOURCES / "Native/shares.c", SOURCES / "Accuracy/shares.cpp"
    rust, go = SOURCES / "Accuracy/shares.rs", SOURCES / "Accuracy/shares.go"
    built = []

    def build(name, *command):
        path = folder / re.sub(r"[^a-z0-9]+", "-", name.lower())
        subprocess.run([*map(str, command), "-o", str(path)], check=True, capture_output=True)
        built.append((name, [str(path)]))

    build("C, frame pointers", "gcc", "-O2", "-fno-omit-frame-pointer", "-mno-omit-leaf-frame-pointer",
          "-fno-optimize-sibling-calls", shares)
    build("C, no frame pointers", "gcc", "-O2", *NO_FRAME_POINTER, shares)
    build("C, no frame pointers, stripped", "gcc", "-O2", *NO_FRAME_POINTER, "-s", shares)
    build("C, musl, static", "musl-gcc", "-O2", *NO_FRAME_POINTER, "-static", shares)
    build("C++, -O3, inlining, exceptions", "g++", "-O3", "-g", cpp)
    build("Rust, -O", "/usr/bin/rustc", "-O", "-C", "symbol-mangling-version=v0", rust)
    for name, flags in (("Go", []), ("Go, stripped", ["-ldflags=-s -w"])):
        path = folder / re.sub(r"[^a-z0-9]+", "-", name.lower())
        subprocess.run(["/usr/bin/go", "build", *flags, "-o", str(path), str(go)], check=True)
        built.append((name, [str(path)]))
    return built


class Profiler:
    """What bench/compare asks of a profiler, from what it has written."""

    def samples(self, output):
        return sum(weight for _, weight in self.stacks(output))

    def naming_cpu(self, output):
        return 0


class Sonde(Profiler):
    name = "Sonde"

    def __init__(self, program):
        self.program = program

    def command(self, pid, output):
        return [self.program, "profile", "pid:%d" % pid, "--rate", str(RATE), "--duration", "60s", "-o", "%s.collapsed" % output]

    def stacks(self, output):
        for line in pathlib.Path("%s.collapsed" % output).read_text().splitlines():
            frames, _, count = line.rpartition(" ")
            yield frames.split(";")[::-1], int(count) * RATE // 1_000_000_000 or 1


class Perf(Profiler):
    def __init__(self, mode):
        self.name = "perf, %s" % {"fp": "frame pointers", "dwarf": "DWARF"}[mode]
        self.mode = mode

    def command(self, pid, output):
        return ["perf", "record", "-q", "-F", str(RATE), "-e", "cpu-clock", "--call-graph", self.mode, "-p", str(pid),
                "-o", "%s.data" % output]

    def stacks(self, output):
        for block in self.script(output, "-F", "ip,sym").split("\n\n"):
            frames = [line.split(maxsplit=1) for line in block.splitlines() if line.strip()]
            # Time in the kernel is not compared: Sonde leaves it out unless asked for.
            user = [(parts[1] if len(parts) > 1 else "").replace(" (inlined)", "") for parts in frames if not parts[0].startswith("ffff")]
            if user:
                yield user, 1


    def naming_cpu(self, output):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.script(output)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def script(self, output, *options):
        return subprocess.run(["perf", "script", "-i", "%s.data" % output, *options], capture_output=True, text=True, check=True).stdout


class Bpftrace(Profiler):
    """The nearest to bcc's profile that needs no kernel headers: counts stacks of frame pointers in the kernel."""

    name = "bpftrace"

    def command(self, pid, output):
        script = "profile:hz:%d /pid == %d/ { @[ustack(127)] = count(); }" % (RATE, pid)
        return ["bpftrace", "-q", "-o", "%s.bt" % output, "-e", script]

    def stacks(self, output):
        for block, count in re.findall(r"@\[\s*\n(.*?)\]: (\d+)", pathlib.Path("%s.bt" % output).read_text(), re.DOTALL):
            yield [re.sub(r"\+\d+$", "", line.strip()) for line in block.splitlines() if line.strip()], int(count)


class Samply(Profiler):
    name = "samply"

    def __init__(self, program):
        self.program = program

    def command(self, pid, output):
        return [*self.program, "record", "--save-only", "--unstable-presymbolicate", "-r", str(RATE), "-p", str(pid), "-o", "%s.json.gz" % output]

    def stacks(self, output):
        profile = json.loads(gzip.decompress(pathlib.Path("%s.json.gz" % output).read_bytes()))
        names = self.names(pathlib.Path("%s.json.syms.json" % output))
        libraries = profile.get("libs", [])
        for thread in profile["threads"]:
            strings = thread["stringArray"] if "stringArray" in thread else profile["shared"]["stringArray"]
            stack, frame, function = thread["stackTable"], thread["frameTable"], thread["funcTable"]
            resource = thread["resourceTable"]
            for at, weight in zip(thread["samples"]["stack"], thread["samples"].get("weight") or [1] * thread["samples"]["length"]):
                frames = []
                while at is not None:
                    f = stack["frame"][at]
                    name = strings[function["name"][frame["func"][f]]]
                    r = function["resource"][frame["func"][f]]
                    if r is not None and r >= 0 and resource["lib"][r] is not None and name.startswith("0x"):
                        name = names(libraries[resource["lib"][r]], frame["address"][f]) or name
                    frames.append(name)
                    at = stack["prefix"][at]
                if frames and weight:
                    yield frames, weight

    @staticmethod
    def names(path):
        if not path.exists():
            return lambda library, address: None
        data = json.loads(path.read_text())
        tables = {}
        for library in data["data"]:
            tables[library["debug_name"]] = sorted((entry["rva"], entry["size"] or 0, data["string_table"][entry["symbol"]])
                                                   for entry in library["symbol_table"])

        def find(library, address):
            for rva, size, symbol in tables.get(library["debugName"], ()):
                if rva <= address < rva + max(size, 1):
                    return symbol
            return None

        return find


def cpu(pid):
    return time.clock_gettime((~pid << 3) | 2)


def record(command, profiler, output):
    """Runs a program below a profiler; the profiler's CPU in cores while it samples, and its CPU seconds in all."""
    target = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    process = None
    try:
        target.stdout.readline()
        process = subprocess.Popen(profiler.command(target.pid, output), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True)
        time.sleep(1.0)
        if process.poll() is not None:
            raise RuntimeError(process.stderr.read().strip().splitlines()[-1])
        before = cpu(process.pid)
        time.sleep(SECONDS)
        used = (cpu(process.pid) - before) / SECONDS
        os.kill(process.pid, signal.SIGINT)
        # bpftrace now and then misses it: then it has no samples, rather than the bench no end.
        limit = threading.Timer(STOP_LIMIT, process.kill)
        limit.start()
        process.stderr.read()
        limit.cancel()
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        process = None
        return used, usage.ru_utime + usage.ru_stime
    finally:
        target.kill()
        target.wait()
        if process:
            process.kill()
            process.wait()


def judge(stacks):
    total = complete = frames = named = 0
    roots = collections.Counter()
    for stack, weight in stacks:
        total += weight
        bare = [re.sub(r"\.abi0$|\+0x.*$", "", name) if ROOTS.match(name.split("+")[0]) else name for name in stack]
        is_complete = any(ROOTS.match(name) for name in bare[-3:])
        complete += weight if is_complete else 0
        roots[bare[-1]] += 0 if is_complete else weight
        frames += weight * len(stack)
        named += weight * sum(1 for name in bare if not UNNAMED.match(name))
    return total, complete / total if total else 0, named / frames if frames else 0, roots.most_common(2)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--samply", required=True, type=shlex.split)
    parser.add_argument("--name")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", choices=["stacks", "overhead"])
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sonde-stacks-"))
    about = machine.describe()
    tested = [Sonde(str(ROOT / "dist/sonde")), Perf("fp"), Perf("dwarf"), Samply(options.samply)]
    versions = [machine.first_line(str(ROOT / "dist/sonde"), "version"), machine.first_line("perf", "--version"),
                machine.first_line(*options.samply, "--version")]
    if shutil.which("bpftrace"):
        tested.append(Bpftrace())
        versions.append(machine.first_line("bpftrace", "--version"))
    path = machine.results_file(about, options.name, "stacks")
    lines = machine.heading(about, "Stacks beside perf, samply and bpftrace", "bench/compare-stacks", versions)
    documented = ["%s, %d cores, %s, %s." % (about["cpu"], about["cores"], about["date"], ", ".join(versions))]
    try:
        if options.only != "overhead":
            tables, short = stacks(folder, tested)
            lines, documented = [*lines, *tables], [*documented, "", *short]
            path.write_text("\n".join([*lines, ""]))  # kept, should a peer spoil what follows
        if options.only != "stacks":
            tables, short = overhead(folder, tested, options.rounds)
            lines, documented = [*lines, *tables], [*documented, "", *short]
            path.write_text("\n".join([*lines, ""]))
    finally:
        shutil.rmtree(folder)
    print("wrote %s" % path.relative_to(ROOT))
    if not options.only:
        document(documented)
        print("wrote its figures into %s" % PAGE.relative_to(ROOT))


def document(lines):
    """Puts the short tables between the two marks on the page that compares."""
    before, rest = PAGE.read_text().split(BEGIN)
    _, after = rest.split(END)
    PAGE.write_text("\n".join([before + BEGIN, *lines, END + after]))


def recorded(command, profiler, output):
    """A recording and what it is worth; again while it is empty, which says nothing about stacks."""
    for _ in range(ATTEMPTS):
        used, whole = record(command, profiler, output)
        judged = judge(profiler.stacks(output))
        if judged[0]:
            break
    return used, whole, judged


def stacks(folder, tested):
    """How complete and named stacks are; the whole table, and the short one."""
    lines = ["| program | profiler | samples | complete stacks | named frames | profiler's CPU while sampling, of one core"
             " | profiler's CPU in all, without naming by `perf script` |", "|---|---|---|---|---|---|---|"]
    short = ["Complete stacks / named frames:", "", "| program | %s |" % " | ".join(profiler.name for profiler in tested),
             "|---|%s" % ("---|" * len(tested))]
    for name, command in programs(folder):
        cells = []
        for profiler in tested:
            output = folder / "out"
            try:
                used, whole, (total, complete, named, _) = recorded(command, profiler, output)
                if total == 0:
                    raise RuntimeError("no samples in %d runs" % ATTEMPTS)
                lines.append("| %s | %s | %d | %.1f %% | %.1f %% | %.2f %% | %.2f s |" % (
                    name, profiler.name, total, 100 * complete, 100 * named, 100 * used, whole))
                cells.append("%.0f / %.0f %%" % (100 * complete, 100 * named))
            except (RuntimeError, OSError, KeyError, subprocess.CalledProcessError) as error:
                lines.append("| %s | %s | failed: %s | | | | |" % (name, profiler.name, one_line(error)))
                cells.append("no result")
            print(lines[-1], flush=True)
            for left in folder.glob("out*"):
                left.unlink()
        short.append("| %s | %s |" % (name, " | ".join(cells)))
    return [*lines, "", "bcc's `profile`: %s" % bcc(programs_command=command)], short


def one_line(error):
    return str(error).replace("|", "/").replace("\n", " ")[:200]


def overhead(folder, tested, rounds):
    """
    The same fixed work alone and below each profiler, in interleaved rounds, in the flavours that matter to a profiler: the whole
    tables, and the short one.
    """
    lines = ["", "## Overhead", "", "The same fixed work alone and below each profiler, %d interleaved rounds; medians with their 95 %% bootstrap"
             " interval, ratios taken within a round." % rounds]
    short = ["The same work with and without the profiler at %d Hz, medians of %d rounds:" % (RATE, rounds), "",
             "| program | profiler | elapsed time ÷ alone | CPU while sampling, of one core | CPU from start to names | memory |",
             "|---|---|---|---|---|---|"]
    for name, command in (
        ("with frame pointers", ["gcc", "-O1", "-fno-omit-frame-pointer", "-fno-optimize-sibling-calls"]),
        ("without frame pointers", ["gcc", "-O1", "-fomit-frame-pointer", "-fno-optimize-sibling-calls"]),
        ("musl, static, without frame pointers", ["musl-gcc", "-O1", "-fomit-frame-pointer", "-fno-optimize-sibling-calls", "-static"]),
    ):
        path = folder / "busy"
        subprocess.run([*command, "-o", str(path), str(ROOT / "bench/targets/busy.c")], check=True)
        lines += ["", "### C, %s" % name, ""]
        able = []
        for profiler in tested:
            try:
                compare.run_once([str(path), "6000"], profiler, folder)
                able.append(profiler)
            except (RuntimeError, OSError, KeyError, subprocess.CalledProcessError) as error:
                lines += ["%s cannot be compared: %s" % (profiler.name, one_line(error)), ""]
        try:
            runs = compare.compare(name, [str(path), compare.NATIVE_ROUNDS], able, rounds, folder)
        except (RuntimeError, OSError, KeyError, subprocess.CalledProcessError) as error:
            lines.append("Broken off: %s" % one_line(error))
            continue
        lines += report.slowdown_table(runs)
        for profiler in able:
            measured = runs[profiler.name]
            short.append("| C, %s | %s | %.3f | %.2f %% | %.2f s | %.0f MiB |" % (
                name, profiler.name, statistics.median(m["elapsed"] / a["elapsed"] for m, a in zip(measured, runs["alone"])),
                statistics.median(100 * m["profiler_cpu_during"] / m["elapsed"] for m in measured),
                statistics.median(report.whole_cpu(m) for m in measured),
                statistics.median(m["profiler_memory_mib"] for m in measured)))
    return lines, short


def bcc(programs_command):
    """What Debian's profile-bpfcc says: it works on few machines that are not built for it."""
    if not shutil.which("profile-bpfcc"):
        return "not installed (`eng/deps --bench`)."
    target = subprocess.Popen(programs_command, stdout=subprocess.DEVNULL)
    try:
        result = subprocess.run(["profile-bpfcc", "-F", str(RATE), "-f", "-p", str(target.pid), "3"], capture_output=True, text=True,
                                timeout=60)
    finally:
        target.kill()
        target.wait()
    if result.returncode == 0:
        total, complete, named, _ = judge((line.rpartition(" ")[0].split(";")[:0:-1], int(line.rpartition(" ")[2]))
                                          for line in result.stdout.splitlines() if ";" in line)
        return "%d samples, %.1f %% complete stacks, %.1f %% named frames (of the last program)." % (total, 100 * complete, 100 * named)
    reason = [line for line in result.stderr.splitlines() if "headers" in line or "chdir" in line or "Exception" in line]
    return "fails on this machine: %s" % " / ".join(reason or result.stderr.strip().splitlines()[-1:])


if __name__ == "__main__":
    main()
