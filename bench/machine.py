"""What a reader of the results must know of the machine."""

import datetime
import os
import pathlib
import platform
import re
import subprocess
import time


def first_line(*command):
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return (result.stdout or result.stderr).strip().splitlines()[0]


def cpu_model():
    return re.search(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)[1]


def memory_gib():
    kib = int(re.search(r"^MemTotal: +(\d+) kB$", pathlib.Path("/proc/meminfo").read_text(), re.MULTILINE)[1])
    return round(kib / 1024 / 1024, 1)


def has_pmu():
    """True when the CPU's own counters can be used; in most virtual machines they cannot."""
    return pathlib.Path("/sys/bus/event_source/devices/cpu").exists()


def virtualisation():
    return "yes" if re.search(r"^flags\s*:.*\bhypervisor\b", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE) else "no"


def busy_share(seconds=2):
    """How busy the machine is with other things, in cores, just before the measurements."""

    def ticks():
        values = [int(v) for v in pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
        return sum(values[:8]), values[3] + values[4]

    total, idle = ticks()
    time.sleep(seconds)
    total_later, idle_later = ticks()
    passed = total_later - total
    return round((1 - (idle_later - idle) / passed) * os.cpu_count(), 2)


def describe():
    return {
        "date": datetime.date.today().isoformat(),
        "cpu": cpu_model(),
        "cores": os.cpu_count(),
        "memory_gib": memory_gib(),
        "virtual": virtualisation(),
        "pmu": "yes" if has_pmu() else "no (cpu-clock instead of cycles)",
        "kernel": platform.release(),
        "system": re.search(r'^PRETTY_NAME="(.*)"$', pathlib.Path("/etc/os-release").read_text(), re.MULTILINE)[1],
        "python": first_line("/usr/bin/python3.11", "--version"),
        "busy_cores_before": busy_share(),
        "load_average_before": round(os.getloadavg()[0], 2),
        "niceness": os.nice(0),
    }


def heading(about, title, script, versions):
    """The first lines of a page of results."""
    return [
        "# %s, %s" % (title, about["date"]), "",
        "Written by `%s`; [bench/README.md](../README.md) tells what is measured." % script, "",
        "- machine: %s, %d cores, virtual: %s, PMU: %s" % (about["cpu"], about["cores"], about["virtual"], about["pmu"]),
        "- system: %s, kernel %s" % (about["system"], about["kernel"]),
        "- versions: %s" % "; ".join(versions),
        "- busy with other things just before: %s of %s cores" % (about["busy_cores_before"], about["cores"]), ""]


def results_file(about, name, kind):
    """Where a page of results goes; the name is the CPU's unless another is given."""
    slug = name or re.sub(r"[^a-z0-9]+", "-", about["cpu"].lower()).strip("-") + "-%dc" % about["cores"]
    return pathlib.Path(__file__).resolve().parent / "results" / ("%s-%s-%s.md" % (about["date"], slug, kind))
