using Sonde.Profiles;

namespace FlameGraphs;

/// <summary>
/// Makes a profile of many unique stacks, the same in every run. A stack keeps the beginning of an earlier one and goes
/// another way from there: how much of it is new is distributed geometrically, as in profiles of large servers, where most
/// stacks differ only near their leaf. Functions call each other along a fixed random graph; the line in a caller follows
/// from its callee, so that one function appears with several lines.
/// </summary>
internal sealed class LargeProfile
{
    public const int FunctionCount = 20_000, ModuleCount = 300, ThreadCount = 32, Depth = 50;

    /// <summary>How many frames of a new stack no stack before it has, on average.</summary>
    public const double NewFrames = 4;

    private const int CalleesOfFunction = 12;
    private const long SampleNanoseconds = 10_101_010;

    private readonly Random _random = new(20261121);
    private readonly ProfileBuilder _builder = new(SampleType.Samples, SampleType.Cpu)
    {
        DefaultSampleType = 1,
        StartTime = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero),
        Duration = TimeSpan.FromMinutes(60),
    };

    private readonly FunctionId[] _functions = new FunctionId[FunctionCount];
    private readonly MappingId[] _modules = new MappingId[ModuleCount];
    private readonly LabelSetId[] _threads = new LabelSetId[ThreadCount];

    public static Profile Make(int stacks) => new LargeProfile().Build(stacks);

    private Profile Build(int stacks)
    {
        AddNames();
        // Functions of the stacks so far, one after the other.
        var paths = new List<ushort>();
        var known = new HashSet<int>(stacks);
        Span<int> path = stackalloc int[Depth];
        while (known.Count < stacks)
        {
            int kept = 1, earlier = known.Count == 0 ? 0 : _random.Next(known.Count) * Depth;
            if (known.Count > 0)
                kept = Math.Max(1, Depth - NewFrameCount());
            for (int i = 0; i < Depth; i++)
                path[i] = i == 0 ? 0 : i < kept ? paths[earlier + i] : Callee(path[i - 1]);
            StackId stack = StackId.Empty;
            for (int i = 0; i < Depth; i++)
                stack = _builder.AddStack(stack, Location(path[i], i + 1 < Depth ? path[i + 1] : -1));
            if (!known.Add(stack.Index))
                continue;
            foreach (int function in path)
                paths.Add((ushort)function);
            long count = 1 + (long)(-Math.Log(1 - _random.NextDouble()) * 4);
            _builder.AddSample(stack, _threads[_random.Next(ThreadCount)], [count, count * SampleNanoseconds]);
        }

        _builder.Quality = new ProfileQuality { Samples = stacks, Event = "cpu-clock", Rate = 99 };
        return _builder.Build();
    }

    private int NewFrameCount() => Math.Min(Depth - 1, 1 + (int)(Math.Log(1 - _random.NextDouble()) / Math.Log(1 - (1 / NewFrames))));

    /// <summary>A callee of a function: the first ones are called most.</summary>
    private int Callee(int function)
    {
        int rank = Math.Min(CalleesOfFunction - 1, (int)(-Math.Log(1 - _random.NextDouble()) * 2));
        return (int)(Mix((ulong)function * 31 + (ulong)rank) % FunctionCount);
    }

    private LocationId Location(int function, int callee)
    {
        int line = (function % 500) + (int)(Mix((ulong)callee) % 6);
        return _builder.AddLocation(
            _modules[function % ModuleCount], 0x1000 + ((ulong)function << 12) + (ulong)line, [new Line(_functions[function], line)]);
    }

    private void AddNames()
    {
        for (int i = 0; i < ModuleCount; i++)
        {
            _modules[i] = _builder.AddMapping(new Mapping(
                0, ulong.MaxValue / 2, 0, _builder.Intern($"/usr/lib/libservice{i}.so"), _builder.Intern($"{Mix((ulong)i):x16}"), MappingFlags.HasFunctions));
        }

        for (int i = 0; i < FunctionCount; i++)
        {
            _functions[i] = _builder.AddFunction(new Function(
                _builder.Intern($"service::{Words[Mix((ulong)i) % 16]}::{Words[Mix((ulong)i * 7) % 16]}_{Words[Mix((ulong)i * 13) % 16]}_{i}"),
                StringId.Empty, _builder.Intern($"src/{Words[i % 16]}/{Words[i / 16 % 16]}{i / 40}.cc"), i % 500));
        }

        for (int i = 0; i < ThreadCount; i++)
        {
            _threads[i] = _builder.AddLabels(
                new Label(_builder.Intern(LabelNames.Thread), _builder.Intern($"worker-{i}")),
                new Label(_builder.Intern(LabelNames.ThreadId), default, 1000 + i));
        }
    }

    private static readonly string[] Words =
        ["request", "parse", "encode", "lookup", "cache", "route", "commit", "index", "merge", "flush", "render", "verify", "acquire", "dispatch", "collect", "resolve"];

    // SplitMix64's finaliser.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
