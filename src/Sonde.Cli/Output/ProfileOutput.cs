using Sonde.Cli.Terminal;
using Sonde.Collectors.Session;
using Sonde.Profiles.Formats;

namespace Sonde.Cli.Output;

/// <summary>Writes a profile where the user wants it, and its summary where a person reads it.</summary>
internal sealed class ProfileOutput(Streams streams)
{
    /// <summary>The formats that a profile can be written in.</summary>
    public static IReadOnlyList<FormatName> Formats { get; } =
        [.. LocalFormats.All.Writers.Select(writer => new FormatName(writer.Name, writer.Extensions, writer.IsBinary))];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> FormatNames { get; } = [.. Formats.Select(format => format.Name)];

    /// <summary>What help says about a format.</summary>
    public static string Describe(FormatName format)
    {
        IProfileWriter writer = LocalFormats.All.FindWriter(format.Name)!;
        return $"{writer.Description} ({string.Join(' ', format.Extensions)})";
    }

    /// <summary>Writes the result.</summary>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public void Write(SessionResult result, OutputChoice choice)
    {
        IProfileWriter? writer = choice.Format is { } name ? LocalFormats.All.FindWriter(name) : null;
        if (choice.Path is { } path)
        {
            OutputFile.Write(path, stream => writer!.Write(result.Profile, stream));
            // The data is in the file: what a person wants to know at once is talk.
            new ProfileSummary(streams.Width, streams.ErrorUsesColour).Write(result.Profile, streams.Error, withFlameGraph: false);
            streams.WriteTalk($"wrote {path}");
        }
        else if (writer is null)
        {
            new ProfileSummary(streams.Width, streams.OutUsesColour).Write(result.Profile, streams.Out, withFlameGraph: true);
        }
        else
        {
            streams.Flush();
            writer.Write(result.Profile, streams.Data);
            streams.Data.Flush();
        }
    }
}
