using System.Diagnostics;
using System.Globalization;
using Sonde.Profiles;
using Sonde.Profiles.Formats;

namespace Sonde.Bench.Formats;

/// <summary>
/// Measures formats and merging on generated profiles. See README.md.
/// </summary>
internal static class Program
{
    // Profiles of replicas have most stacks in common: two kinds of work, each seen by half of them.
    private const int Programs = 2;

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["generate", { } stacks, { } depth, { } file]:
                Write(Generator.Make(Number(stacks), Number(depth), seed: 1), file);
                return 0;
            case ["merge", { } samples, { } parts]:
                Merge(Number(samples), Number(parts));
                return 0;
            case ["convert", { } input, { } output]:
                Convert(input, output);
                return 0;
            default:
                Console.Error.WriteLine("usage: generate STACKS DEPTH FILE | merge SAMPLES PARTS | convert IN OUT");
                return 2;
        }
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static void Merge(int samples, int parts)
    {
        Profile[] profiles = [.. Enumerable.Range(0, parts).Select(i => Generator.Make(samples / parts, depth: 20, seed: i % Programs))];
        int rows = profiles.Sum(profile => profile.SampleCount);
        for (int round = 0; round < 3; round++)
        {
            var watch = Stopwatch.StartNew();
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            Profile merged = ProfileMerger.Merge(profiles);
            double seconds = watch.Elapsed.TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"merged {rows:N0} samples of {parts} profiles into {merged.SampleCount:N0} in {seconds:0.00} s: {rows / seconds / 1e6:0.00} million a second, "
                + $"{rows / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds / 1e6:0.00} million a second of CPU"));
        }
    }

    private static void Convert(string input, string output)
    {
        var watch = Stopwatch.StartNew();
        Profile profile;
        using (FileStream stream = File.OpenRead(input))
            profile = ProfileFormats.Read(stream);
        double read = watch.Elapsed.TotalSeconds;
        Write(profile, output);
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"read {read:0.00} s, wrote {watch.Elapsed.TotalSeconds - read:0.00} s, {new FileInfo(output).Length / 1e6:0.0} MB, peak {self.PeakWorkingSet64 / 1e6:0} MB"));
    }

    private static void Write(Profile profile, string file)
    {
        using FileStream stream = File.Create(file);
        (ProfileFormats.FindWriterForFile(file) ?? throw new ArgumentException($"the name of {file} tells no format")).Write(profile, stream);
    }
}
