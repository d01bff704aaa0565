using System.Globalization;
using Sonde.Profiles;

namespace Sonde.Bench.Formats;

/// <summary>Makes profiles of unique stacks as programs have them: a few beginnings that many stacks share, and many leaves.</summary>
internal static class Generator
{
    private const int Functions = 5000, LinesOfFunction = 4, Modules = 20, Threads = 16;

    /// <summary>Makes a profile.</summary>
    /// <param name="stacks">Number of samples, nearly all with a stack of their own.</param>
    /// <param name="depth">Frames of each stack.</param>
    /// <param name="seed">Equal seeds give equal profiles.</param>
    public static Profile Make(int stacks, int depth, int seed)
    {
        // The functions are the same for every seed: profiles of one program.
        var builder = new ProfileBuilder(SampleType.Samples, SampleType.Cpu)
        {
            DefaultSampleType = 1,
            Duration = TimeSpan.FromMinutes(1),
            PeriodType = SampleType.Cpu,
            Period = 10_000_000,
        };
        LocationId[] locations = Locations(builder);
        LabelSetId[] threads = [.. Enumerable.Range(0, Threads).Select(i => builder.AddLabels(
            new Label(builder.Intern(LabelNames.Thread), builder.Intern($"worker-{i}")),
            new Label(builder.Intern(LabelNames.ThreadId), default, 1000 + i)))];
        var random = new Random(seed);
        var path = new StackId[depth];
        int kept = 0;
        for (int i = 0; i < stacks; i++)
        {
            // The next stack shares most of the one before, as a depth-first walk of a call tree does.
            kept = i == 0 ? 0 : Math.Max(0, depth - 1 - Geometric(random, depth - 1));
            for (int j = kept; j < depth; j++)
                path[j] = builder.AddStack(j == 0 ? StackId.Empty : path[j - 1], locations[random.Next(locations.Length)]);
            long count = 1 + random.Next(3);
            builder.AddSample(path[depth - 1], threads[random.Next(Threads)], [count, count * 10_000_000]);
        }

        return builder.Build();
    }

    /// <summary>What one of many replicas of a program shows: a part of the program's stacks.</summary>
    /// <param name="program">The profile of the program.</param>
    /// <param name="share">The probability that the replica has a sample of it.</param>
    /// <param name="isShuffled">The replica has them in an order of its own, not in that of the program.</param>
    /// <param name="seed">Equal seeds give equal replicas.</param>
    public static Profile Replica(Profile program, double share, bool isShuffled, int seed)
    {
        var random = new Random(seed);
        int[] samples = [.. Enumerable.Range(0, program.SampleCount).Where(_ => random.NextDouble() < share)];
        if (isShuffled)
            random.Shuffle(samples);
        var builder = new ProfileBuilder([.. program.SampleTypes]) { DefaultSampleType = 1, Duration = program.Duration, Period = program.Period, PeriodType = program.PeriodType };
        StringId Text(StringId id) => builder.Intern(program.Strings[id]);
        MappingId[] mappings = [.. program.Mappings.Select(m => builder.AddMapping(m with { FileName = Text(m.FileName), BuildId = Text(m.BuildId) }))];
        FunctionId[] functions = [.. program.Functions.Select(f => builder.AddFunction(f with { Name = Text(f.Name), SystemName = Text(f.SystemName), FileName = Text(f.FileName) }))];
        LocationId[] locations = [.. program.Locations.Select((location, i) => builder.AddLocation(
            mappings[location.Mapping.Index], location.Address,
            [.. program.LinesOf(new LocationId(i)).Select(line => line with { Function = functions[line.Function.Index] })]))];
        foreach (int sample in samples)
        {
            StackId stack = StackId.Empty;
            foreach (LocationId location in program.Stacks.ToArray(program.StackOf(sample).Index))
                stack = builder.AddStack(stack, locations[location.Index]);
            Label[] labels = [.. program.LabelSets.ToArray(program.LabelsOf(sample).Index).Select(
                label => label with { Key = Text(label.Key), Text = Text(label.Text), Unit = Text(label.Unit) })];
            builder.AddSample(stack, builder.AddLabels(labels), program.ValuesOf(sample));
        }

        return builder.Build();
    }

    private static int Geometric(Random random, int most)
    {
        int value = 0;
        while (value < most && random.Next(4) != 0)
            value++;
        return value;
    }

    private static LocationId[] Locations(ProfileBuilder builder)
    {
        var locations = new LocationId[Functions * LinesOfFunction];
        for (int i = 0; i < Functions; i++)
        {
            string module = string.Create(CultureInfo.InvariantCulture, $"/usr/lib/libmodule{i % Modules}.so.1");
            MappingId mapping = builder.AddMapping(new Mapping(
                0x1000, 0x1000_0000, 0x1000, builder.Intern(module), builder.Intern($"{i % Modules:x8}cafe"), MappingFlags.HasFunctions));
            FunctionId function = builder.AddFunction(new Function(
                builder.Intern($"namespace{i % 50}::Class{i % 500}::method_{i}"), StringId.Empty, builder.Intern($"/src/module{i % Modules}/file{i % 300}.cc"), i % 1000));
            for (int j = 0; j < LinesOfFunction; j++)
            {
                locations[(i * LinesOfFunction) + j] = builder.AddLocation(
                    mapping, (ulong)(0x2000 + (i * 256) + (j * 16)), [new Line(function, (i % 1000) + j)]);
            }
        }

        return locations;
    }
}
