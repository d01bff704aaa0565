"""The work of bench/scale: Sonde on thousands of threads, and on thousands of programs that live for a millisecond."""

import argparse
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

import machine

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = ROOT / "tests" / "TestTargets" / "Native"
SONDE = os.environ.get("SONDE", str(ROOT / "dist" / "sonde"))
SETTLE = 2.0  # seconds from Sonde's start to the first short program


def compile_target(folder, name, *flags):
    path = folder / name
    subprocess.run(["gcc", "-O1", "-fno-optimize-sibling-calls", *flags, str(SOURCES / (name + ".c")), "-o", str(path)], check=True)
    return str(path)


def begin(command):
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if process.stdout.readline() != "ready\n":
        raise RuntimeError("the target did not get ready")
    return process


def end(process):
    process.kill()
    process.stdin.close()
    process.stdout.close()
    process.wait()


def sample(target, event, seconds, output, meanwhile=None, rate=None):
    """Samples a target; peak memory in MiB, CPU in cores while it runs, seconds from its start to its end."""
    command = [SONDE, "profile", target, "-e", event, "-d", "%ds" % seconds, "-o", str(output)]
    started = time.monotonic()
    process = subprocess.Popen(command + (["-r", str(rate)] if rate else []), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if meanwhile:
        time.sleep(SETTLE)
        meanwhile()
    # Memory from the kernel's own mark, read until the process has gone.
    peak = 0
    while process.poll() is None:
        try:
            status = pathlib.Path("/proc/%d/status" % process.pid).read_text()
            peak = max(peak, int(re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)[1]))
        except (OSError, TypeError):
            break
        time.sleep(0.02)
    text = process.stderr.read()
    process.wait()
    process.stderr.close()
    if not output.exists():
        raise RuntimeError(text.strip())
    quality = notes(output)
    return {
        "memory": peak / 1024, "elapsed": time.monotonic() - started, "samples": int(quality["samples"]), "lost": int(quality["lost"]),
        "cpu": quality["collector_cpu_ms"] / 1000 / seconds,
    }


def notes(output):
    """What a profile says of its own quality: strings of pprof's table, tag 6 and a length of one byte before each."""
    data = gzip.decompress(output.read_bytes())
    found = {}
    for match in re.finditer(rb"\x32(.)sonde\.(samples|lost|collector_cpu_ms)=", data, re.DOTALL):
        found[match[2].decode()] = float(data[match.start() + 2:][:match[1][0]].split(b"=")[1])
    return found


def total(output, *filters):
    """Sum of a profile's values, of the part that the filters leave."""
    result = subprocess.run([SONDE, "report", str(output), "--nodecount", "1", "-o", "json", *filters], capture_output=True, text=True)
    return json.loads(result.stdout)["total"] if result.returncode == 0 else 0


def row(name, event, run, *shares):
    return "| %s | %s | %.0f MiB | %.1f %% | %d | %d (%.2f %%) | %s |" % (
        name, event, run["memory"], 100 * run["cpu"], run["samples"], run["lost"], 100 * run["lost"] / max(1, run["samples"]), "; ".join(shares))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name")
    parser.add_argument("--threads", type=int, default=10_000)
    parser.add_argument("--programs", type=int, default=1_000)
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args()
    about = machine.describe()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sonde-scale-"))
    rows = []
    try:
        crowd, storm = compile_target(folder, "crowd", "-pthread"), compile_target(folder, "storm", "-static")
        output = folder / "out.pb.gz"
        target = begin([crowd, str(options.threads)])
        try:
            for event in ("cpu", "off-cpu", "wall"):
                run = sample("pid:%d" % target.pid, event, options.seconds, output)
                unknown = total(output, "--focus", r"^\[stack not recorded\]$") / total(output)
                rows.append(row("%d threads" % options.threads, event, run, "time with its stack: %.2f %%" % (100 * (1 - unknown))))
                print(rows[-1], flush=True)
        finally:
            end(target)
        for place in ("pid", "host"):
            programs = options.programs * (options.seconds - int(SETTLE) - 1)
            target = begin([storm, str(programs), str(options.programs)])
            spent = []

            def start():
                before = time.monotonic()
                target.stdin.write("\n")
                target.stdin.flush()
                target.stdout.readline()
                spent.append(time.monotonic() - before)

            try:
                run = sample("pid:%d" % target.pid if place == "pid" else "host", "cpu", options.seconds, output, start, rate=999)
            finally:
                end(target)
            jobs = ("--focus", "^short_work$")
            named = total(output, *jobs, "--tagfocus", "process=^job-[0-9]$") / max(1, total(output, *jobs))
            rows.append(row(
                "%.0f programs a second, `%s`" % (programs / spent[0], "pid:N" if place == "pid" else "host"), "cpu, 999 Hz", run,
                "samples with their program's name: %.2f %%" % (100 * named)))
            print(rows[-1], flush=True)
    finally:
        shutil.rmtree(folder)

    path = machine.results_file(about, options.name, "scale")
    path.write_text("\n".join([
        *machine.heading(about, "Many threads and short programs", "bench/scale", [machine.first_line(SONDE, "version")]),
        "| target | event | Sonde's peak memory | Sonde's CPU, of one core | samples | lost | share |",
        "|---|---|---|---|---|---|---|", *rows, ""]))
    print("wrote %s" % path.relative_to(ROOT))


if __name__ == "__main__":
    main()
