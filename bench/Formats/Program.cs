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
    private const double ReplicaShare = 0.8;

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["generate", { } stacks, { } depth, { } file]:
                Write(Generator.Make(Number(stacks), Number(depth), seed: 1), file);
                return 0;
            case ["merge", { } samples, { } parts, "ordered" or "shuffled"]:
                Merge(Number(samples), Number(parts), isShuffled: arguments[3] == "shuffled");
                return 0;
            case ["convert", { } input, { } output]:
                Convert(input, output);
                return 0;
            default:
                Console.Error.WriteLine("usage: generate STACKS DEPTH FILE | merge SAMPLES PARTS ordered|shuffled | convert IN OUT");
                return 2;
        }
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    /// <summary>
    /// Merges profiles in memory into a new one: what is timed is <see cref="ProfileMerger.Merge(IReadOnlyList{Profile})"/>, neither
    /// reading nor writing. Nearly every sample of a profile has a stack of its own; half of the profiles are replicas of one
    /// program, half of another, each with a random 80 % of the program's samples, in its order or shuffled.
    /// </summary>
    private static void Merge(int samples, int parts, bool isShuffled)
    {
        Profile[] programs = [.. Enumerable.Range(0, Programs).Select(i => Generator.Make((int)(samples / parts / ReplicaShare), depth: 20, seed: i))];
        Profile[] profiles = [.. Enumerable.Range(0, parts).Select(i => Generator.Replica(programs[i % Programs], ReplicaShare, isShuffled, seed: i))];
        programs = [];
        GC.Collect();
        int rows = profiles.Sum(profile => profile.SampleCount);
        for (int round = 0; round < 5; round++)
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
