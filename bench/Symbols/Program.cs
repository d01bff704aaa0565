// Names random addresses of a program with lines and inlined functions, and says how long it took and how much memory:
//   dotnet run -c Release --project bench/Symbols -- FILE [ADDRESSES]
using System.Diagnostics;
using System.Globalization;
using Sonde.Linux.Demangling;
using Sonde.Linux.Elf;
using Sonde.Linux.Symbols;

string path = args[0];
int count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2000;

using ElfFile file = ElfFile.Open(path);
if (!file.TryFindSection(".text", out ElfSection text))
    throw new InvalidOperationException($"{path} has no section .text");
var random = new Random(1);
ulong[] addresses = [.. Enumerable.Range(0, count).Select(_ => text.Address + (ulong)random.NextInt64((long)text.Size))];
var frames = new List<ResolvedFrame>();

// The first answer: nothing of the file is known yet.
long start = Stopwatch.GetTimestamp();
using var symbols = new ModuleSymbols(file, path, DebugFiles.OfThisMachine, new Demangler());
symbols.TryFind(addresses[0], frames);
Report("first address", 1);

start = Stopwatch.GetTimestamp();
int total = 0, inlined = 0, named = 0;
foreach (ulong address in addresses)
{
    frames.Clear();
    symbols.TryFind(address, frames);
    total += frames.Count;
    inlined += frames.Count(frame => frame.IsInlined);
    named += frames.Count > 0 ? 1 : 0;
}

Report("all addresses", count);
Console.WriteLine($"{named} of {count} addresses named, {total} frames, {inlined} of them inlined");
foreach (string problem in symbols.Problems)
    Console.WriteLine(problem);

void Report(string what, int answers)
{
    TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
    string peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what}: {elapsed.TotalMilliseconds:F0} ms, {elapsed.TotalMicroseconds / answers:F0} µs each; peak {peak[6..].Trim()}"));
}
