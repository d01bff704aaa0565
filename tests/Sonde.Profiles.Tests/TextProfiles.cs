using System.Globalization;

namespace Sonde.Profiles.Tests;

/// <summary>Makes profiles of what formats of names and lines can hold, and says what is in them.</summary>
internal static class TextProfiles
{
    private static readonly string[] Names = ["main", "ж", "a b", "\U0001F525", "std::vector<int>::push_back", "operator()", "x\"y\\z"];
    private static readonly string[] Files = ["", "app.py", "/src/main.c", "lib.js"];

    public static Profile FromSeed(int seed, bool microseconds = false)
    {
        var random = new Random(seed);
        bool isTimed = random.Next(2) == 0;
        var builder = new ProfileBuilder(SampleType.Samples, SampleType.Cpu) { DefaultSampleType = 1 };
        LocationId[] locations = [.. Enumerable.Range(0, 8).Select(_ => Location(builder, random))];
        long at = 0;
        StackId before = StackId.Empty;
        for (int i = random.Next(1, 30); i > 0; i--)
        {
            StackId stack = builder.AddStack([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => locations[random.Next(locations.Length)])]);
            LabelSetId labels = isTimed || random.Next(3) == 0 ? LabelSetId.Empty : builder.AddLabels(
                new Label(builder.Intern(LabelNames.Thread), builder.Intern("worker " + random.Next(3))),
                new Label(builder.Intern(LabelNames.ThreadId), default, random.Next(1, 4)));
            // Where a stack goes on at once, calls and returns do not tell two samples.
            at += stack == before ? 1000 : 0;
            before = stack;
            long value = random.Next(1, 1000) * (microseconds ? 1000 : 1);
            builder.AddSample(stack, labels, [1, value], isTimed ? at : null);
            at += value + (random.Next(2) * 1000);
        }

        return builder.Build();
    }

    /// <summary>The sum of every value by thread, stack of frames and time.</summary>
    public static string Say(Profile profile, bool types)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (int sample = 0; sample < profile.SampleCount; sample++)
        {
            for (int type = 0; type < profile.SampleTypes.Count; type++)
            {
                // Counts have no place on a time line.
                bool isTime = profile.SampleTypes[type].Unit == "nanoseconds";
                string key = $"{(types ? profile.SampleTypes[type] : "")} {Labels(profile, sample)} {(isTime ? profile.TimeOffsetOf(sample) : null)} {Stack(profile, sample)}";
                sums[key] = sums.GetValueOrDefault(key) + profile.ValuesOf(sample)[type];
            }
        }

        return string.Join('\n', sums.Where(sum => sum.Value != 0));
    }

    /// <summary>The time of every stack of names.</summary>
    public static string TimeByStack(Profile profile, SampleType type, bool hasGaps)
    {
        int index = profile.SampleTypes.ToList().IndexOf(type);
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (int sample = 0; sample < profile.SampleCount; sample++)
        {
            string key = string.Join(';', profile.LeafFirst(profile.StackOf(sample)).SelectMany(profile.LinesOf)
                .Select(line => profile.Strings[profile.Functions[line.Function.Index].Name]));
            sums[key] = sums.GetValueOrDefault(key) + profile.ValuesOf(sample)[index];
        }

        // A gap between two samples belongs to the one before it: a .cpuprofile knows no end of a sample.
        return hasGaps ? string.Join('\n', sums.Keys) : string.Join('\n', sums.Where(sum => sum.Value != 0));
    }

    private static LocationId Location(ProfileBuilder builder, Random random)
    {
        string file = Files[random.Next(Files.Length)];
        MappingId mapping = file.EndsWith(".py", StringComparison.Ordinal)
            ? builder.AddMapping(new Mapping(0, 0, 0, builder.Intern(WellKnownMappings.Python), default, MappingFlags.HasFunctions))
            : MappingId.None;
        var function = new Function(builder.Intern(Names[random.Next(Names.Length)]), default, builder.Intern(file), 0);
        return builder.AddLocation(mapping, 0, [new Line(builder.AddFunction(function), random.Next(4), random.Next(3))]);
    }

    private static string Labels(Profile profile, int sample) => string.Join(',', profile.LabelSets
        .ToArray(profile.LabelsOf(sample).Index)
        .Select(label => $"{profile.Strings[label.Key]}={profile.Strings[label.Text]}{label.Number}").Order(StringComparer.Ordinal));

    private static string Stack(Profile profile, int sample) => string.Join(';', profile.LeafFirst(profile.StackOf(sample))
        .SelectMany(profile.LinesOf)
        .Select(line => string.Create(CultureInfo.InvariantCulture,
            $"{profile.Strings[profile.Functions[line.Function.Index].Name]} {profile.Strings[profile.Functions[line.Function.Index].FileName]}:{line.Number}:{line.Column}")));
}
