using Sonde.Profiles;
using Sonde.Profiles.Tests;

namespace Sonde.Web.Tests;

/// <summary>Profiles that have what a page can show beyond the one of the other screens.</summary>
internal static class PageProfiles
{
    /// <summary>A server whose slow function grew, where one call vanished and another is new.</summary>
    public static (Profile Base, Profile New) Pair() => (
        Server([("parse", 300), ("render", 400), ("old_cache", 200), ("log", 100)]),
        Server([("parse", 310), ("render", 900), ("new_cache", 60), ("log", 100)]));

    /// <summary>Two threads in two states; two kinds of value that do not follow from each other.</summary>
    public static Profile Waiting()
    {
        var builder = new ProfileBuilder(SampleType.Wall, new SampleType("alloc_space", "bytes"));
        var frames = new SampleFrames(builder);
        LocationId main = frames.Python("main", "/app/main.py", 1), read = frames.Python("read_socket", "/app/net.py", 10);
        LocationId work = frames.Python("compute", "/app/work.py", 20), send = frames.Native("send", "/usr/lib/libnet.so.1", 0x10);
        Add([send, work, main], "worker-1", "running", 600_000_000, 0);
        Add([work, main], "worker-1", "running", 400_000_000, 4096);
        Add([read, main], "worker-2", "waiting", 900_000_000, 0);
        Add([send, read, main], "worker-2", "running", 100_000_000, 12288);
        // Recursion, and a function that is called from two places.
        Add([work, work, read, main], "worker-2", "running", 200_000_000, 0);
        return builder.Build();

        void Add(LocationId[] leafFirst, string thread, string state, long wall, long bytes) => builder.AddSample(
            builder.AddStack(leafFirst), builder.AddLabels(Text(LabelNames.Thread, thread), Text(LabelNames.State, state)), [wall, bytes]);

        Label Text(string key, string value) => new(builder.Intern(key), builder.Intern(value));
    }

    /// <summary>Python that calls C, and C that calls Python: what <c>--native</c> shows of a report that is sorted, compressed and signed.</summary>
    public static Profile PythonNative()
    {
        const string Python = "/usr/bin/python3.12", Zlib = "/usr/lib/libz.so.1.2.13", Crypto = "/usr/lib/libcrypto.so.3", Extension = "/app/_pricing.so";
        var builder = new ProfileBuilder(SampleType.Samples, SampleType.Cpu)
        {
            DefaultSampleType = 1,
            Duration = TimeSpan.FromSeconds(10),
            PeriodType = SampleType.Cpu,
            Period = SampleProfiles.SampleNanoseconds,
            Quality = new ProfileQuality
            {
                Samples = 990,
                Event = "timer",
                Rate = 99,
                Notes = new SortedDictionary<string, string>(StringComparer.Ordinal) { [NoteNames.PythonMatched] = "100 %" },
            },
        };
        var frames = new SampleFrames(builder);
        LocationId report = frames.Python("report", "/app/report.py", 19), ranking = frames.Python("ranking", "/app/report.py", 12);
        LocationId price = frames.Python("price", "/app/report.py", 10), model = frames.Python("model", "/app/report.py", 17);
        LocationId evaluate = frames.Python("evaluate", "/app/report.py", 15), archive = frames.Python("archive", "/app/report.py", 8);
        LocationId checksum = frames.Python("checksum", "/app/report.py", 5), module = frames.Python("<module>", "/app/report.py", 21);
        LocationId callback = frames.Native("call_back", Extension, 0x100), discount = frames.Native("discount", Extension, 0x200);
        LocationId sorted = frames.Native("builtin_sorted", Python, 0x100), sort = frames.Native("list_sort", Python, 0x200);
        LocationId multiply = frames.Native("long_mul", Python, 0x300), compress = frames.Native("zlib_compress", Python, 0x400);
        LocationId deflate = frames.Native("deflate", Zlib, 0x100), match = frames.Native("longest_match", Zlib, 0x200);
        LocationId digest = frames.Native("EVP_DigestUpdate", Crypto, 0x100), block = frames.Native("sha256_block_data_order", Crypto, 0x200);
        Add(120, evaluate, callback, model);
        Add(180, multiply, evaluate, callback, model);
        Add(90, deflate, compress, archive);
        Add(210, match, deflate, compress, archive);
        Add(30, sort, sorted, ranking);
        Add(190, discount, price, sort, sorted, ranking);
        Add(40, price, sort, sorted, ranking);
        Add(130, block, digest, checksum);
        return builder.Build();

        void Add(long count, params LocationId[] leafFirst) => builder.AddSample(
            builder.AddStack([.. leafFirst, report, module]), LabelSetId.Empty, [count, count * SampleProfiles.SampleNanoseconds]);
    }

    /// <summary>More stacks than the page merges at once: so many call each other that only the wide ones can be seen.</summary>
    public static Profile Large()
    {
        const int Functions = 400, Stacks = 12_000, Depth = 12;
        var builder = new ProfileBuilder(SampleType.Samples);
        var frames = new SampleFrames(builder);
        LocationId[] functions = [.. Enumerable.Range(0, Functions).Select(i => frames.Native($"function_{i}", $"/usr/lib/lib{i % 7}.so", (ulong)(i * 16)))];
        var random = new Random(1);
        for (int i = 0; i < Stacks; i++)
        {
            StackId stack = builder.AddStack(StackId.Empty, functions[0]);
            for (int depth = 1; depth < Depth; depth++)
                stack = builder.AddStack(stack, functions[(int)(Math.Pow(random.NextDouble(), 3) * (Functions - 1)) + 1]);
            builder.AddSample(stack, LabelSetId.Empty, [1 + random.Next(9)]);
        }

        return builder.Build();
    }

    private static Profile Server((string Name, long Count)[] functions)
    {
        var builder = new ProfileBuilder(SampleType.Samples, SampleType.Cpu)
        {
            DefaultSampleType = 1,
            Duration = TimeSpan.FromSeconds(10),
            PeriodType = SampleType.Cpu,
            Period = SampleProfiles.SampleNanoseconds,
            Quality = new ProfileQuality { Samples = functions.Sum(f => f.Count), Event = "cpu-clock", Rate = 99 },
        };
        var frames = new SampleFrames(builder);
        LocationId main = frames.Python("main", "/app/main.py", 1), handle = frames.Python("handle", "/app/main.py", 9);
        foreach ((string name, long count) in functions)
        {
            builder.AddSample(
                builder.AddStack([frames.Python(name, $"/app/{name}.py", 5), handle, main]), LabelSetId.Empty,
                [count, count * SampleProfiles.SampleNanoseconds]);
        }

        return builder.Build();
    }
}
