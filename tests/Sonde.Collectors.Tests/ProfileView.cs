using System.Globalization;
using Sonde.Profiles;

namespace Sonde.Collectors.Tests;

/// <summary>A profile as tests ask about it: names instead of IDs.</summary>
internal sealed class ProfileView
{
    public ProfileView(Profile profile)
    {
        Profile = profile;
        Samples = [.. Enumerable.Range(0, profile.SampleCount).Select(ReadSample)];
    }

    public Profile Profile { get; }

    public IReadOnlyList<SampleView> Samples { get; }

    public long Total => Samples.Sum(sample => sample.Count);

    /// <summary>Share of the samples, among those that contain the function <paramref name="within"/>, with this leaf.</summary>
    public double LeafShare(string leaf, string within) =>
        (double)Samples.Where(sample => sample.Frames[0] == leaf && sample.Frames.Contains(within)).Sum(sample => sample.Count)
        / Samples.Where(sample => sample.Frames.Contains(within)).Sum(sample => sample.Count);

    /// <summary>Share of all samples that contain a function.</summary>
    public double ShareOf(string function) =>
        (double)Samples.Where(sample => sample.Frames.Contains(function)).Sum(sample => sample.Count) / Total;

    public override string ToString() => string.Join(
        '\n', Samples.OrderByDescending(sample => sample.Count).Take(40).Select(sample => string.Create(
            CultureInfo.InvariantCulture,
            $"{sample.Count,6} {sample.Nanoseconds / 1e6,9:0.00} {sample.Process}/{sample.Thread} {sample.State} {sample.Waker} {string.Join(" < ", sample.Frames)}")))
        + "\n" + Profile.Quality + " " + string.Join(", ", Profile.Quality.Notes) + " "
        + string.Join(", ", Profile.Quality.UnwindFailed);

    private SampleView ReadSample(int sample)
    {
        Profile profile = Profile;
        var frames = new List<string>();
        for (int node = profile.StackOf(sample).Index; node != 0; node = profile.Stacks.Parent(node))
        {
            LocationId id = profile.Stacks.Item(node);
            Line[] lines = profile.LinesOf(id);
            Location location = profile.Locations[id.Index];
            string module = profile.Strings[profile.Mappings[location.Mapping.Index].FileName];
            if (lines.Length == 0)
                frames.Add(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(module)}+0x{location.Address:x}"));
            foreach (Line line in lines)
                frames.Add(profile.Strings[profile.Functions[line.Function.Index].Name]);
        }

        Label[] labels = profile.LabelSets.ToArray(profile.LabelsOf(sample).Index);
        return new SampleView(
            frames, profile.ValuesOf(sample)[0], profile.ValuesOf(sample)[1], Number(labels, LabelNames.ProcessId),
            Text(labels, LabelNames.Process), Number(labels, LabelNames.ThreadId), Text(labels, LabelNames.Thread),
            Text(labels, LabelNames.State), Text(labels, LabelNames.Waker), Text(labels, LabelNames.Container));
    }

    private long Number(Label[] labels, string key) =>
        labels.FirstOrDefault(label => Profile.Strings[label.Key] == key).Number;

    private string Text(Label[] labels, string key) =>
        Profile.Strings[labels.FirstOrDefault(label => Profile.Strings[label.Key] == key).Text];
}
