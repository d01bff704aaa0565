"""How each profiler is started on a running process, stopped, and asked what it recorded."""

import dataclasses
import gzip
import os
import pathlib
import re
import resource
import signal
import subprocess

LONGEST = 120  # seconds a profiler is told to run; it is always stopped earlier
INTERRUPTED = (0, -signal.SIGINT, 128 + signal.SIGINT, 256 - signal.SIGINT)  # the last one is austin's way to say it


@dataclasses.dataclass(frozen=True)
class Sonde:
    """`sonde profile`, at the rate of the profiler it is compared with."""

    name: str
    program: str
    rate: int

    def command(self, pid, output):
        """The command that samples process `pid` into the file `output` (plus the profiler's own extension)."""
        return [self.program, "profile", "pid:%d" % pid, "--rate", str(self.rate),
                "--duration", "%ds" % LONGEST, "-o", "%s.pb.gz" % output]

    def text(self, output):
        """Strings of what was recorded; names of functions are among them."""
        return gzip.decompress(pathlib.Path("%s.pb.gz" % output).read_bytes()).decode(errors="replace")

    def samples(self, output):
        """How many samples were recorded: Sonde's own count, which pprof keeps as a comment."""
        content = gzip.decompress(pathlib.Path("%s.pb.gz" % output).read_bytes())
        # A string of the table: tag 6 with a length of one byte, so that what follows it is not taken for digits.
        start = re.search(rb"\x32(.)sonde\.samples=", content, re.DOTALL)
        string = content[start.start() + 2:][:start[1][0]]
        return int(string.split(b"=")[1])

    def naming_cpu(self, output):
        """CPU seconds of a further step that is needed before functions have names."""
        return 0


@dataclasses.dataclass(frozen=True)
class Perf:
    """`perf record`, with frame pointers unless told otherwise. It names no function: that is left to `perf script`."""

    name: str = "perf"
    call_graph: str = "fp"

    def command(self, pid, output):
        # cpu-clock is what Sonde takes, too, where no PMU exists.
        return ["perf", "record", "-q", "-F", "99", "--call-graph", self.call_graph, "-e", "cpu-clock", "-p", str(pid), "-o", "%s.data" % output]

    def script(self, output, *options):
        return subprocess.run(["perf", "script", "-i", "%s.data" % output, *options],
                              capture_output=True, text=True, check=True).stdout

    def text(self, output):
        return self.script(output)

    def samples(self, output):
        return sum(1 for line in self.script(output, "-F", "time", "-G").splitlines() if line.strip())

    def naming_cpu(self, output):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.script(output)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@dataclasses.dataclass(frozen=True)
class Austin:
    """austin with its text output, one line for each thread and sample."""

    name: str
    program: tuple
    interval_ms: int

    def command(self, pid, output):
        return [*self.program, "-p", str(pid), "-i", "%dms" % self.interval_ms, "-x", str(LONGEST),
                "-o", "%s.austin" % output]

    def text(self, output):
        return pathlib.Path("%s.austin" % output).read_text()

    def samples(self, output):
        return sum(1 for line in self.text(output).splitlines() if line.startswith("P"))

    def naming_cpu(self, output):
        return 0


def start(profiler, pid, output):
    return subprocess.Popen(profiler.command(pid, output), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE)


def stop(process):
    """Ends a profiler as a person does, with Ctrl-C, and returns its resource usage; an abnormal end is an error."""
    os.kill(process.pid, signal.SIGINT)  # not send_signal, which may reap it, and its usage be lost
    text = process.stderr.read()  # until it closes its end
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode not in INTERRUPTED:
        raise RuntimeError("%s ended with %d: %s" % (process.args[0], process.returncode, text.decode().strip()))
    return usage
