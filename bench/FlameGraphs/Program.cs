using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using FlameGraphs;
using Sonde.Profiles;
using Sonde.Profiles.Formats;

// FlameGraphs make STACKS FILE      writes the profile in the format that the file's name asks for
// FlameGraphs write FORMAT FILE OUT reads a profile, then writes it; tells how long writing took and how much memory
// FlameGraphs drive FILE            opens a page in Chromium, searches and zooms; tells how long that took
// All print one line of JSON.
JsonObject result = args switch
{
    ["make", string stacks, string file] => Make(int.Parse(stacks, CultureInfo.InvariantCulture), file),
    ["write", string format, string file, string output] => Write(format, file, output),
    ["drive", string file] => await Drive.RunAsync(file),
    _ => throw new ArgumentException("usage: FlameGraphs make STACKS FILE | write FORMAT FILE OUT | drive FILE"),
};
Console.WriteLine(result.ToJsonString());

static JsonObject Make(int stacks, string file)
{
    Profile profile = LargeProfile.Make(stacks);
    using FileStream output = File.Create(file);
    (ProfileFormats.FindWriterForFile(file) ?? throw new ArgumentException($"no format has the ending of {file}")).Write(profile, output);
    return new JsonObject { ["stacks"] = profile.SampleCount, ["locations"] = profile.Stacks.Count - 1, ["bytes"] = output.Length };
}

static JsonObject Write(string format, string file, string output)
{
    long start = Stopwatch.GetTimestamp();
    Profile profile;
    using (FileStream input = File.OpenRead(file))
        profile = ProfileFormats.Read(input);
    double reading = Stopwatch.GetElapsedTime(start).TotalSeconds;
    // What reading left behind is not what writing needs.
    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    // 5 resets the peak of the resident set (proc(5), clear_refs).
    File.WriteAllText("/proc/self/clear_refs", "5");
    long before = Kilobytes("VmRSS");
    TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
    start = Stopwatch.GetTimestamp();
    using (FileStream stream = File.Create(output))
        ProfileFormats.FindWriter(format)!.Write(profile, stream);
    return new JsonObject
    {
        ["read_seconds"] = Math.Round(reading, 2),
        ["write_seconds"] = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 2),
        ["write_cpu_seconds"] = Math.Round((Environment.CpuUsage.TotalTime - cpuBefore).TotalSeconds, 2),
        ["profile_mb"] = before / 1024,
        ["peak_mb"] = Kilobytes("VmHWM") / 1024,
        ["bytes"] = new FileInfo(output).Length,
    };
}

static long Kilobytes(string name) => long.Parse(
    File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)[1],
    CultureInfo.InvariantCulture);
