"""Writes the results of bench/compare as Markdown."""

import statistics

from statistics_of_pairs import median_with_interval

TITLES = {
    "native": "Native code, one busy thread with frame pointers: Sonde and `perf record -F 99 -g`",
    "cfi": "Native code, the same without frame pointers: Sonde and `perf record -F 99 --call-graph dwarf,16384`",
    "python": "Python 3.11, one busy thread: Sonde and austin, 100 Hz",
    "threads": "Python 3.11, 150 threads sharing the same work: Sonde and austin, 100 Hz",
}


def interval(values, pattern):
    middle, low, high = median_with_interval(values)
    return (pattern + " (" + pattern + " … " + pattern + ")") % (middle, low, high)


def slowdown_table(runs):
    alone = runs["alone"]
    names = [name for name in runs if name != "alone"]
    yield "| | target's elapsed time ÷ alone | target's CPU time ÷ alone | profiler's CPU during the work, of one core |" \
          " profiler's CPU from start to named functions | profiler's memory while sampling | stacks |"
    yield "|---|---|---|---|---|---|---|"
    for name in names:
        measured = runs[name]
        yield "| %s | %s | %s | %s | %s | %.0f MiB | %.0f |" % (
            name,
            interval([m["elapsed"] / a["elapsed"] for m, a in zip(measured, alone)], "%.3f"),
            interval([m["cpu"] / a["cpu"] for m, a in zip(measured, alone)], "%.3f"),
            interval([100 * m["profiler_cpu_during"] / m["elapsed"] for m in measured], "%.2f %%"),
            interval([whole_cpu(m) for m in measured], "%.2f s"),
            statistics.median(m["profiler_memory_mib"] for m in measured),
            statistics.median(m["samples"] for m in measured))
    first, *others = names
    for second in others:
        yield "| **%s ÷ %s** | %s | %s | %s | %s | | |" % (
            first, second,
            ratio(runs, second, lambda m: m["elapsed"]), ratio(runs, second, lambda m: m["cpu"]),
            ratio(runs, second, lambda m: m["profiler_cpu_during"] / m["elapsed"]), ratio(runs, second, whole_cpu))
    yield ""
    yield "Alone: %s elapsed, %s CPU." % (
        interval([a["elapsed"] for a in alone], "%.3f s"), interval([a["cpu"] for a in alone], "%.3f s"))
    for second in others:
        if any(m["naming_cpu"] for m in runs[second]):
            yield "Of %s's CPU, %.2f s are `perf script`, which names the functions." % (
                second, statistics.median(m["naming_cpu"] for m in runs[second]))


def whole_cpu(run):
    return run["profiler_cpu_total"] + run["naming_cpu"]


def ratio(runs, other, figure):
    """The first profiler's figure divided by another's, round by round."""
    first, second = next(measured for name, measured in runs.items() if name != "alone"), runs[other]
    if min(figure(run) for run in second) < 1e-4:
        return "–"  # next to nothing is no divisor
    return interval([figure(f) / figure(s) for f, s in zip(first, second)], "%.3f")


def first_sample_table(times):
    names = list(times)
    yield "| | first sample after | ÷ %s |" % names[1]
    yield "|---|---|---|"
    for name in names:
        yield "| %s | %s | %s |" % (
            name, interval([1000 * t for t in times[name]], "%.0f ms"),
            interval([t / p for t, p in zip(times[name], times[names[1]])], "%.2f"))


def markdown(results):
    about, versions = results["machine"], results["versions"]
    lines = [
        "# Sonde beside its peers, %s" % about["date"],
        "",
        "Written by `bench/compare` from the `.json` beside it; [bench/README.md](../README.md) tells what is measured.",
        "Each figure is the median of %d interleaved runs with its 95 %% bootstrap interval; ratios are taken within a"
        % results["rounds"],
        "round.",
        "",
        "- machine: %s, %d cores, %s GiB, virtual: %s, PMU: %s" % (
            about["cpu"], about["cores"], about["memory_gib"], about["virtual"], about["pmu"]),
        "- system: %s, kernel %s, %s" % (about["system"], about["kernel"], about["python"]),
        "- versions: " + ", ".join(v if v.lower().startswith(k) else "%s %s" % (k, v) for k, v in versions.items()),
        "- busy with other things just before: %s of %s cores (load average %s); all of the benchmark ran at niceness %d" % (
            about["busy_cores_before"], about["cores"], about["load_average_before"], about["niceness"]),
        "",
    ]
    for name, runs in results["slowdown"].items():
        lines += ["## " + TITLES[name], "", *slowdown_table(runs), ""]
    for name, times in results["first_sample"].items():
        lines += ["## From start to first sample, %s target" % name, "", *first_sample_table(times), ""]
    return "\n".join(lines)
