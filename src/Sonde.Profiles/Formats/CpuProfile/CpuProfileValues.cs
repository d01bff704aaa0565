namespace Sonde.Profiles.Formats.CpuProfile;

/// <summary>What a <c>.cpuprofile</c> takes of a profile's values: a time, and how often it was sampled.</summary>
internal sealed class CpuProfileValues
{
    private const long NanosecondsPerMicrosecond = 1000;

    // A row that stands for more samples than this is written as one: the file is read by people's browsers.
    private const long MostSamplesOfRow = 1 << 20;

    private readonly Profile _profile;
    private readonly int _type;
    private readonly int _samples;

    /// <summary>Looks for both values.</summary>
    public CpuProfileValues(Profile profile)
    {
        _profile = profile;
        _type = profile.DefaultSampleType;
        _samples = profile.SampleTypes.ToList().IndexOf(SampleType.Samples);
        // A count next to a time is the number of samples; the time is then what to show.
        if (_type == _samples && profile.SampleTypes.ToList().FindIndex(IsTimeType) is >= 0 and int time)
            _type = time;
        IsTime = IsTimeType(profile.SampleTypes[_type]);
        LeftOut = [.. profile.SampleTypes.Where((_, i) => i != _type && i != _samples).Select(type => type.Type)];
    }

    /// <summary>The value is one of time.</summary>
    public bool IsTime { get; }

    /// <summary>The values that are not written.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>A sample's value in nanoseconds; one of something else becomes as many microseconds.</summary>
    public long Nanoseconds(int sample)
    {
        long value = Math.Max(0, _profile.ValuesOf(sample)[_type]);
        return IsTime ? value : value > long.MaxValue / NanosecondsPerMicrosecond ? long.MaxValue : value * NanosecondsPerMicrosecond;
    }

    /// <summary>How many samples a row stands for; at least 1.</summary>
    public long Count(int sample) =>
        _samples >= 0 && _profile.ValuesOf(sample)[_samples] is > 1 and <= MostSamplesOfRow and long count ? count : 1;

    private static bool IsTimeType(SampleType type) => type.Unit == SampleType.Wall.Unit;
}
