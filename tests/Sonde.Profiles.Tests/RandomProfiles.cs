namespace Sonde.Profiles.Tests;

/// <summary>Makes a profile that uses everything the model holds from a seed.</summary>
internal static class RandomProfiles
{
    private static readonly string[] Words = ["", "main", "ж", "a;b", "x y", "\U0001F525", "std::vector<int>::push_back", "\n", "0"];

    public static Profile FromSeed(int seed) => Fill(new Random(seed)).Build();

    public static ProfileBuilder Fill(Random random)
    {
        SampleType[] types = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => new SampleType("type" + i, Word(random)))];
        var builder = new ProfileBuilder(types)
        {
            DefaultSampleType = random.Next(types.Length),
            StartNanoseconds = random.NextInt64(1L << 62),
            DurationNanoseconds = random.NextInt64(1L << 62),
            PeriodType = random.Next(2) == 0 ? null : new SampleType(Word(random), Word(random)),
            Period = random.NextInt64(),
            DropFrames = Word(random),
            KeepFrames = Word(random),
            DocUrl = Word(random),
            Quality = Quality(random),
        };
        for (int i = random.Next(3); i > 0; i--)
            builder.CommentList.Add(i + Word(random));
        LocationId[] locations = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => Location(builder, random))];
        for (int i = random.Next(30); i > 0; i--)
        {
            StackId stack = builder.AddStack([.. Enumerable.Range(0, random.Next(12)).Select(_ => locations[random.Next(locations.Length)])]);
            long? offset = random.Next(3) == 0 ? random.NextInt64(0, 1L << 40) : null;
            builder.AddSample(stack, Labels(builder, random), [.. types.Select(_ => random.NextInt64(-5, 1L << 50))], offset);
        }

        return builder;
    }

    private static LocationId Location(ProfileBuilder builder, Random random)
    {
        MappingId mapping = random.Next(4) == 0 ? MappingId.None : builder.AddMapping(new Mapping(
            (ulong)random.NextInt64(), ulong.MaxValue - (ulong)random.Next(5), (ulong)random.Next(5),
            builder.Intern(Word(random)), builder.Intern(Word(random)), (MappingFlags)random.Next(16)));
        Line[] lines = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new Line(
            builder.AddFunction(new Function(
                builder.Intern(Word(random)), builder.Intern(Word(random)), builder.Intern(Word(random)), random.Next(-1, 9))),
            random.Next(-1, 9), random.Next(3)))];
        return builder.AddLocation(mapping, (ulong)random.Next(4) << 62, lines, random.Next(2) == 0);
    }

    private static LabelSetId Labels(ProfileBuilder builder, Random random) => builder.AddLabels(
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(2) == 0
            ? new Label(builder.Intern("key" + Word(random)), builder.Intern(Word(random)))
            : new Label(builder.Intern("key" + Word(random)), default, random.NextInt64(), builder.Intern(Word(random))))]);

    private static ProfileQuality Quality(Random random) => random.Next(4) == 0 ? new ProfileQuality() : new ProfileQuality
    {
        Samples = random.Next(3) * 100,
        Lost = random.Next(3),
        Truncated = random.Next(3),
        Torn = random.Next(3),
        PauseMilliseconds = random.NextDouble(),
        CollectorCpuMilliseconds = random.NextDouble(),
        Event = Word(random),
        Rate = random.Next(3) * 49.5,
        UnwindFailed = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["no_frame_pointer"] = random.Next(9) },
        Notes = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["target"] = Word(random) },
    };

    private static string Word(Random random) => Words[random.Next(Words.Length)];
}
