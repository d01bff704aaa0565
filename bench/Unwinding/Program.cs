using System.Diagnostics;
using System.Globalization;
using Sonde.Bench.Unwinding;
using Sonde.Linux.Elf;
using Sonde.Linux.Perf;
using Sonde.Linux.Unwind;

// Measures frames per second of CPU time, beside perf script, on one recording that perf made.
string folder = Directory.CreateTempSubdirectory("sonde-unwinding-").FullName;
try
{
    string program = Path.Combine(folder, "stacks"), recording = Path.Combine(folder, "perf.data");
    Run($"gcc -O2 -fomit-frame-pointer -o {program} {Path.Combine(AppContext.BaseDirectory, "stacks.c")}");
    Run($"perf record -q -e cpu-clock:u -F 4000 --call-graph dwarf,8192 -o {recording} {program} 1 12000000");
    double perfSeconds = TimePerf(recording, Path.Combine(folder, "perf.txt"), out List<List<ulong>> perfStacks);
    var data = new PerfData(recording);
    Measure(data, perfStacks.Sum(stack => stack.Count), perfSeconds);
    CompareStacks(data, perfStacks);
    foreach (string module in args)
        MeasureModule(module);
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static void Measure(PerfData data, long perfFrames, double perfSeconds)
{
    const int WarmRounds = 5;
    var frames = new ulong[256];
    (long firstFrames, double firstSeconds) = Walk(data, new Unwinder(), data.CreateCode(new UnwindTableCache()), frames, out _);
    // Everything compiled by now; new tables, caches and file reads, as at the start of a profile.
    var tables = new UnwindTableCache();
    var unwinder = new Unwinder();
    CodeMap code = data.CreateCode(tables);
    (long coldFrames, double coldSeconds) = Walk(data, unwinder, code, frames, out int[] stops);
    long coldMisses = unwinder.CacheMisses;
    (long warmFrames, double warmSeconds) = (0, 0);
    long allocated = GC.GetAllocatedBytesForCurrentThread();
    for (int round = 0; round < WarmRounds; round++)
    {
        (long count, double seconds) = Walk(data, unwinder, code, frames, out stops);
        (warmFrames, warmSeconds) = (warmFrames + count, warmSeconds + seconds);
    }

    allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
    Report("samples", data.SampleCount, "");
    Report("distinct stacks", CountDistinct(data, unwinder, code, frames), "");
    Report("frames, Sonde", coldFrames, "");
    Report("frames, perf script", perfFrames, "");
    Report("perf script -F ip", perfFrames / perfSeconds, "frames/s of CPU time");
    Report("Sonde, first walk of the process", firstFrames / firstSeconds, "frames/s (JIT included)");
    Report("Sonde, cold caches", coldFrames / coldSeconds, "frames/s");
    Report("Sonde, warm caches", warmFrames / warmSeconds, "frames/s");
    Report("cache misses, cold", 100.0 * coldMisses / coldFrames, "% of frames");
    Report("cache misses, warm", 100.0 * (unwinder.CacheMisses - coldMisses) / (warmFrames + coldFrames), "% of frames");
    Report("allocated for a warm frame", allocated / (double)warmFrames, "bytes");
    Report("memory of tables", tables.MemoryBytes, "bytes");
    foreach (UnwindStop stop in Enum.GetValues<UnwindStop>().Where(stop => stops[(int)stop] > 0))
        Report($"walks ended by {stop.ToName()}", stops[(int)stop], "");
}

// What lazy compilation saves: the time and memory that compiling all of a module would take.
static void MeasureModule(string path)
{
    using ElfFile file = ElfFile.Open(path);
    ulong start = PerfSession.ThreadCpuTime;
    UnwindTable table = UnwindTable.Load(file);
    double load = (PerfSession.ThreadCpuTime - start) / 1e6, before = table.MemoryBytes;
    start = PerfSession.ThreadCpuTime;
    table.CompileAll();
    double compile = (PerfSession.ThreadCpuTime - start) / 1e6;
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{path}: {table.FunctionCount} functions, load {load:N2} ms {before / 1e6:N2} MB; all {table.RowCount} rows {compile:N2} ms {table.MemoryBytes / 1e6:N2} MB"));
}

static (long Frames, double Seconds) Walk(PerfData data, Unwinder unwinder, CodeMap code, ulong[] frames, out int[] stops)
{
    stops = new int[UnwindStopNames.Count];
    long count = 0;
    ulong start = PerfSession.ThreadCpuTime;
    for (int sample = 0; sample < data.SampleCount; sample++)
    {
        ref readonly RegisterSet registers = ref data.RegistersOf(sample);
        count += unwinder.Unwind(registers, data.StackOf(sample), new(registers.StackPointer), code, frames, out UnwindStop stop);
        stops[(int)stop]++;
    }

    return (count, (PerfSession.ThreadCpuTime - start) / 1e9);
}

static int CountDistinct(PerfData data, Unwinder unwinder, CodeMap code, ulong[] frames)
{
    var seen = new HashSet<ulong>();
    for (int sample = 0; sample < data.SampleCount; sample++)
    {
        ref readonly RegisterSet registers = ref data.RegistersOf(sample);
        int count = unwinder.Unwind(registers, data.StackOf(sample), new(registers.StackPointer), code, frames, out _);
        ulong hash = 14695981039346656037;
        foreach (ulong frame in frames.AsSpan(0, count))
            hash = (hash ^ frame) * 1099511628211;
        seen.Add(hash);
    }

    return seen.Count;
}

// The same number of frames would not say much: the stacks themselves are compared, one by one.
static void CompareStacks(PerfData data, List<List<ulong>> perfStacks)
{
    const int Shown = 3;
    const ulong PageSize = 4096;
    var unwinder = new Unwinder();
    CodeMap code = data.CreateCode(new UnwindTableCache());
    var frames = new ulong[256];
    long same = 0, sondeLonger = 0, perfLonger = 0, framesOfSame = 0;
    for (int sample = 0; sample < data.SampleCount && sample < perfStacks.Count; sample++)
    {
        ref readonly RegisterSet registers = ref data.RegistersOf(sample);
        int count = unwinder.Unwind(registers, data.StackOf(sample), new(registers.StackPointer), code, frames, out UnwindStop stop);
        List<ulong> perf = perfStacks[sample];
        // perf script prints addresses as they are in the file: within a page they are the same.
        if (count == perf.Count && !perf.Where((address, depth) => (address ^ frames[depth]) % PageSize != 0).Any())
        {
            same++;
            framesOfSame += count;
            continue;
        }

        if (count > perf.Count)
            sondeLonger++;
        else
            perfLonger++;
        if (sondeLonger + perfLonger <= Shown)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  sample {sample}: Sonde {count} frames, ended by {stop.ToName()}; perf {perf.Count}"));
            Console.WriteLine($"    Sonde {string.Join(' ', frames.Take(count).Select(frame => frame.ToString("x", CultureInfo.InvariantCulture)))}");
            Console.WriteLine($"    perf  {string.Join(' ', perf.Select(frame => frame.ToString("x", CultureInfo.InvariantCulture)))}");
        }
    }

    Report("samples of perf script", perfStacks.Count, "");
    Report("stacks that are the same", same, "");
    Report("frames of these", framesOfSame, "");
    Report("stacks with more frames here", sondeLonger, "");
    Report("other stacks that differ", perfLonger, "");
}

static double TimePerf(string recording, string output, out List<List<ulong>> stacks)
{
    string times = Run($"TIMEFORMAT='%U %S'; time perf script -i {recording} -F ip --no-inline > {output} 2> /dev/null");
    stacks = [];
    bool isInside = false;
    foreach (string line in File.ReadLines(output))
    {
        bool isFrame = !string.IsNullOrWhiteSpace(line);
        if (isFrame && !isInside)
            stacks.Add([]);
        if (isFrame)
            stacks[^1].Add(ulong.Parse(line.AsSpan().Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        isInside = isFrame;
    }

    return times.Split(' ').Sum(part => double.Parse(part, CultureInfo.InvariantCulture));
}

static string Run(string command)
{
    using Process process = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardError = true })!;
    string errors = process.StandardError.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0 ? errors.Trim() : throw new InvalidOperationException($"{command}: {errors}");
}

static void Report(string what, double value, string unit) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-36}{value,16:N2} {unit}"));
