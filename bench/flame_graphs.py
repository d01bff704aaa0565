"""The work of bench/flame-graphs. bench/README.md tells what is measured and how."""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # -I leaves it out
import machine  # noqa: E402

PROGRAM = ["dotnet", str(HERE / "FlameGraphs/bin/Release/net10.0/FlameGraphs.dll")]


def program(*arguments):
    """Runs the program of bench/FlameGraphs, which prints one line of JSON."""
    return json.loads(subprocess.run([*PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=True).stdout)


def timed(command, output=None, env=None, cwd=None):
    """Seconds, CPU seconds and peak memory of a whole program."""
    start = time.monotonic()
    with open(output, "wb") if output else open(os.devnull, "wb") as stdout:
        process = subprocess.Popen(command, stdout=stdout, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=env, cwd=cwd)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "seconds": round(time.monotonic() - start, 2),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_mb": usage.ru_maxrss // 1024,
        "exit_code": process.returncode,
    }


def size_of(folder):
    return sum(file.stat().st_size for file in pathlib.Path(folder).rglob("*") if file.is_file())


def large(folder, stacks, runs):
    """Sonde alone: writing the page, and using it."""
    profile, page = folder / "large.pb.gz", folder / "large.html"
    made = program("make", stacks, profile)
    writes, drives = [], []
    for _ in range(runs):
        writes.append(program("write", "html", profile, page))
        drives.append(program("drive", page))
    return {"profile": made, "write": writes, "drive": drives}


def stacks_of(collapsed):
    """The stacks of a collapsed file, the outermost frame first, and their counts."""
    with open(collapsed, encoding="utf-8") as lines:
        for line in lines:
            stack, count = line.rsplit(" ", 1)
            yield stack.split(";"), int(count)


def write_perf_script(collapsed, output, most):
    """The first stacks as `perf script` prints samples; the period is the count."""
    addresses = {}
    with open(output, "w", encoding="utf-8") as text:
        for i, (stack, count) in zip(range(most), stacks_of(collapsed)):
            text.write(f"worker 4711/4712 [000] {i // 100}.{i % 100 * 10000:06}: {count} cpu-clock:\n")
            for frame in reversed(stack):
                address = addresses.setdefault(frame, 0x1000 + 16 * len(addresses))
                text.write(f"\t{address:16x} {frame}+0x1 (/usr/bin/server)\n")
            text.write("\n")


def write_symbolized(collapsed, output, most):
    """The first stacks as google-pprof's own symbolized profile: names of addresses, then gperftools' CPU profile."""
    addresses, records = {}, []
    for _, (stack, count) in zip(range(most), stacks_of(collapsed)):
        places = [addresses.setdefault(frame, 0x1000 + 16 * len(addresses)) for frame in reversed(stack)]
        records.append(struct.pack(f"<{len(places) + 2}Q", count, len(places), *places))
    with open(output, "wb") as file:
        file.write(b"--- symbol\nbinary=/usr/bin/server\n")
        for frame, address in addresses.items():
            file.write(f"0x{address:016x} {frame}\n".encode())
        # gperftools' format: header (period in microseconds), records, an end, then the mappings, which are none.
        file.write(b"---\n--- profile\n" + struct.pack("<5Q", 0, 3, 0, 10000, 0) + b"".join(records) + struct.pack("<3Q", 0, 1, 0))


def others(folder, collapsed, most, runs, stackcollapse, google_pprof):
    """Part of the stacks in the forms that stackcollapse-perf.pl and google-pprof read, beside Sonde."""
    script, symbolized, output = folder / "peers.perf", folder / "peers.prof", folder / "others.collapsed"
    result = {}

    def add(name, command, stdout=None):
        run = timed(command, stdout)
        result.setdefault(name, []).append(run | {"bytes": output.stat().st_size})

    if stackcollapse:
        write_perf_script(collapsed, script, most)
        result["perf_script_bytes"] = script.stat().st_size
    if google_pprof:
        write_symbolized(collapsed, symbolized, most)
    for _ in range(runs):
        if stackcollapse:
            add("sonde, perf script to collapsed", [*PROGRAM, "write", "collapsed", str(script), str(output)])
            add("stackcollapse-perf.pl", ["perl", stackcollapse, str(script)], output)
        if google_pprof:
            add("google-pprof --collapsed", ["google-pprof", "--collapsed", str(symbolized)], output)
    return result


def peers(folder, stacks, runs, flamegraph, stackcollapse, google_pprof, speedscope):
    """The same collapsed stacks through Sonde, flamegraph.pl and speedscope's command line, in turn."""
    collapsed = folder / "peers.collapsed"
    made = program("make", stacks, collapsed)
    made["input_bytes"] = collapsed.stat().st_size
    result = {"profile": made, "sonde html": [], "sonde svg": []}
    result |= others(folder, collapsed, stacks // 5, runs, stackcollapse, google_pprof)
    for _ in range(runs):
        for kind in ("html", "svg"):
            output = folder / f"peers.{kind}"
            run = timed([*PROGRAM, "write", kind, str(collapsed), str(output)])
            result[f"sonde {kind}"].append(run | {"bytes": output.stat().st_size})
        if flamegraph:
            output = folder / "flamegraph.svg"
            run = timed(["perl", flamegraph, str(collapsed)], output)
            result.setdefault("flamegraph.pl", []).append(run | {"bytes": output.stat().st_size})
        if speedscope:
            # It writes a page that loads its own files, and asks the desktop to open it: what it wrote is what counts.
            temporary = folder / "speedscope"
            shutil.rmtree(temporary, ignore_errors=True)
            temporary.mkdir()
            run = timed(["node", speedscope, str(collapsed)], env=os.environ | {"TMPDIR": str(temporary)})
            result.setdefault("speedscope", []).append(run | {"bytes": size_of(temporary)})
    return result


def median(runs, key):
    return statistics.median(run[key] for run in runs)


def show(result):
    alone = result["large"]
    print(f"\n{alone['profile']['stacks']:,} stacks, {alone['drive'][0]['nodes']:,} nodes; medians of {len(alone['write'])} runs")
    print(f"  written in {median(alone['write'], 'write_seconds')} s, peak {median(alone['write'], 'peak_mb')} MB"
          f" (of which the profile {median(alone['write'], 'profile_mb')} MB), {median(alone['write'], 'bytes') / 1e6:.1f} MB")
    print(f"  opened in {median(alone['drive'], 'open_ms')} ms, with the table in {median(alone['drive'], 'open_with_table_ms')} ms")
    print(f"  {'':18} {'done':>8} {'frame':>8} {'task':>8}  (longest, ms)")
    for action, value in alone["drive"][0].items():
        if isinstance(value, dict):
            runs = [drive[action] for drive in alone["drive"]]
            print(f"  {action:18} {median(runs, 'done_ms'):8} {median(runs, 'longest_frame_ms'):8} {median(runs, 'longest_task_ms'):8}")
    beside = result["peers"]
    print(f"\n{beside['profile']['stacks']:,} stacks, {beside['profile']['input_bytes'] / 1e6:.0f} MB of collapsed stacks")
    print(f"  {'':32} {'seconds':>8} {'CPU s':>8} {'MB peak':>8} {'MB out':>8}")
    for name, runs in beside.items():
        if isinstance(runs, list):
            print(f"  {name:32} {median(runs, 'seconds'):8} {median(runs, 'cpu_seconds'):8} {median(runs, 'peak_mb'):8} {median(runs, 'bytes') / 1e6:8.1f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stacks", type=int, default=1_000_000)
    parser.add_argument("--peer-stacks", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--flamegraph-pl")
    parser.add_argument("--stackcollapse-perf-pl")
    parser.add_argument("--speedscope")
    options = parser.parse_args()
    busy = machine.busy_share()
    with tempfile.TemporaryDirectory(prefix="sonde-bench-") as name:
        folder = pathlib.Path(name)
        result = {
            "machine": {"cpu": machine.cpu_model(), "cores": os.cpu_count(), "memory_gib": machine.memory_gib(), "busy_cores_before": busy,
                        "chromium": machine.first_line("chromium", "--version")},
            "large": large(folder, options.stacks, options.runs),
            "peers": peers(folder, options.peer_stacks, options.runs, options.flamegraph_pl, options.stackcollapse_perf_pl,
                           shutil.which("google-pprof"), options.speedscope),
        }
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    (results / "flame-graphs.json").write_text(json.dumps(result, indent=1) + "\n")
    show(result)


main()
