namespace Sonde.Profiles.Tests;

/// <summary>Deals the samples of a profile to two, each one by chance.</summary>
internal static class Halves
{
    public static (Profile First, Profile Second) Split(Profile whole, Random random)
    {
        int samples = whole.SampleTypes.ToList().IndexOf(SampleType.Samples);
        ProfileBuilder first = Empty(whole), second = Empty(whole);
        var part = new long[whole.SampleTypes.Count];
        for (int sample = 0; sample < whole.SampleCount; sample++)
        {
            long[] values = whole.ValuesOf(sample).ToArray();
            long count = values[samples], firstCount = 0;
            for (long i = 0; i < count; i++)
                firstCount += random.Next(2);
            foreach ((ProfileBuilder half, long taken) in ((ProfileBuilder, long)[])[(first, firstCount), (second, count - firstCount)])
            {
                for (int i = 0; i < part.Length; i++)
                    part[i] = values[i] / count * taken;
                if (taken > 0)
                    half.AddSample(Copy(whole, sample, half), LabelSetId.Empty, part);
            }
        }

        return (first.Build(), second.Build());
    }

    private static ProfileBuilder Empty(Profile whole) => new(whole.SampleTypes)
    {
        DefaultSampleType = whole.DefaultSampleType,
        DurationNanoseconds = whole.DurationNanoseconds,
    };

    private static StackId Copy(Profile whole, int sample, ProfileBuilder half)
    {
        StackId stack = StackId.Empty;
        foreach (LocationId id in whole.Stacks.ToArray(whole.StackOf(sample).Index))
        {
            Location location = whole.Locations[id.Index];
            Mapping mapping = whole.Mappings[location.Mapping.Index];
            MappingId copied = half.AddMapping(mapping with { FileName = half.Intern(whole.Strings[mapping.FileName]), BuildId = default });
            Line[] lines = [.. whole.LinesOf(id).Select(line => line with
            {
                Function = half.AddFunction(new Function(
                    half.Intern(whole.Strings[whole.Functions[line.Function.Index].Name]), default,
                    half.Intern(whole.Strings[whole.Functions[line.Function.Index].FileName]), 0)),
            })];
            stack = half.AddStack(stack, half.AddLocation(copied, location.Address, lines));
        }

        return stack;
    }
}
