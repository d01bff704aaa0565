"""A target whose functions tell the time: function phase_0000 runs for the first step, then phase_0001, and so on.

The earliest phase in a profile tells when its first sample was taken, whichever profiler took it, and without having
to believe its own clock. Both programs print "ready", wait for a line on stdin, and then print the start by
CLOCK_MONOTONIC, which Python's time.monotonic() reads too.
"""

STEP = 0.002  # seconds
COUNT = 1000
SECONDS = STEP * COUNT


def c_source():
    functions = "\n".join(
        "static __attribute__((noinline)) void phase_%04d(double end) { while (now() < end) sink++; }" % n
        for n in range(COUNT))
    calls = "\n".join("    phase_%04d(start + %d * %r);" % (n, n + 1, STEP) for n in range(COUNT))
    return """#include <stdio.h>
#include <time.h>

static volatile unsigned long sink;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

%s

int main(void)
{
    puts("ready");
    fflush(stdout);
    getchar();
    double start = now();
    printf("{\\"start\\": %%.6f}\\n", start);
    fflush(stdout);
%s
    getchar();
    getchar();
    return 0;
}
""" % (functions, calls)


def python_source():
    functions = "\n".join("def phase_%04d(end):\n    while now() < end: pass\n" % n for n in range(COUNT))
    return """import json
import sys
from time import monotonic as now

%s
print("ready", flush=True)
sys.stdin.readline()
start = now()
print(json.dumps({"start": start}), flush=True)
for n in range(%d):
    globals()["phase_%%04d" %% n](start + (n + 1) * %r)
sys.stdin.readline()
""" % (functions, COUNT, STEP)
