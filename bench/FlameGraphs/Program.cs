using System.Diagnostics;
using FlameGraphs;
using Sonde.Profiles;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Rendering;
int stacks = int.Parse(args[0]);
Profile p = LargeProfile.Make(stacks);
GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, true, true);
GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, true, true);
Console.WriteLine($"heap {GC.GetTotalMemory(true) >> 20} {Hwm()}");
File.WriteAllText("/proc/self/clear_refs", "5");
Console.WriteLine($"heap {GC.GetTotalMemory(true) >> 20} {Hwm()}");
for (int i = 0; i < 2; i++)
{
    Time("tree", () => Console.WriteLine(CallTree.Build(p).Nodes.Length));
    CallTree tree = CallTree.Build(p);
    Time("top", () => TopTable.Build(tree));
    tree = null!;
    GC.Collect();
    File.WriteAllText("/proc/self/clear_refs", "5");
    Time("html", () =>
    {
        using var f = File.Create("/tmp/h-web-large.html");
        FlameGraphHtml.Write(p, f);
    });
    Console.WriteLine(new FileInfo("/tmp/h-web-large.html").Length >> 10);
}

static void Time(string what, Action action)
{
    TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
    long t = Stopwatch.GetTimestamp();
    action();
    Console.WriteLine($"{what} wall {Stopwatch.GetElapsedTime(t).TotalSeconds:0.00} s cpu {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds:0.00} {Hwm()}");
}

static string Hwm() => File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal));
