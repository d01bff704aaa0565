using System.Globalization;

namespace Sonde.Profiles.Formats.Speedscope;

/// <summary>How threads, values and units stand in a speedscope file.</summary>
internal static class SpeedscopeNames
{
    /// <summary>Begins <c>exporter</c> in the files that Sonde writes.</summary>
    public const string Exporter = "sonde";

    /// <summary>The schema that every file names.</summary>
    public const string Schema = "https://www.speedscope.app/file-format-schema.json";

    private const string Separator = " · ";

    /// <summary>A unit of the format: what is neither time nor bytes has none.</summary>
    public static string UnitOf(SampleType type) => type.Unit switch
    {
        "nanoseconds" or "microseconds" or "milliseconds" or "seconds" or "bytes" => type.Unit,
        _ => "none",
    };

    /// <summary>The name of a profile.</summary>
    /// <param name="thread">Thread as <c>NAME (TID)</c>; empty when there is none.</param>
    /// <param name="type">The value.</param>
    public static string Of(string thread, SampleType type) => thread.Length > 0 ? $"{thread}{Separator}{type.Type}" : type.Type;

    /// <summary>Takes a profile's name apart.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isOurs">Sonde wrote the file.</param>
    /// <returns>The thread, and the value where the name tells it.</returns>
    public static (string Thread, string? Value) Parse(string name, bool isOurs)
    {
        int separator = name.LastIndexOf(Separator, StringComparison.Ordinal);
        if (isOurs)
            return separator < 0 ? ("", name) : (name[..separator], name[(separator + Separator.Length)..]);
        return (name, null);
    }

    /// <summary>A thread's labels from <c>NAME (TID)</c>.</summary>
    public static LabelSetId Labels(ProfileBuilder builder, string thread)
    {
        if (thread.Length == 0)
            return LabelSetId.Empty;
        int open = thread.LastIndexOf(" (", StringComparison.Ordinal);
        long id = 0;
        bool hasId = open >= 0 && thread[^1] == ')'
            && long.TryParse(thread.AsSpan(open + 2).TrimEnd(')'), NumberStyles.None, CultureInfo.InvariantCulture, out id);
        if (!hasId && long.TryParse(thread, NumberStyles.None, CultureInfo.InvariantCulture, out id))
            return builder.AddLabels(new Label(builder.Intern(LabelNames.ThreadId), default, id));
        var name = new Label(builder.Intern(LabelNames.Thread), builder.Intern(hasId ? thread[..open] : thread));
        return hasId ? builder.AddLabels(name, new Label(builder.Intern(LabelNames.ThreadId), default, id)) : builder.AddLabels(name);
    }
}
