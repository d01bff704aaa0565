using System.IO.Compression;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Terminal;
using Sonde.Profiles;
using Sonde.Profiles.Analysis;
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

    /// <summary>What help says about them.</summary>
    public static IReadOnlyList<(string Term, string Meaning)> FormatRows { get; } =
        [.. LocalFormats.All.Writers.Select(writer => (writer.Name, $"{writer.Description} ({string.Join(' ', writer.Extensions)})"))];

    /// <summary>Shows a new profile: writes it as asked, and says what a person wants to know at once.</summary>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public void Write(Profile profile, OutputChoice choice, ProfileView view)
    {
        FilterResult result = view.Apply(profile, streams);
        if (choice.Format is null)
        {
            new ProfileSummary(streams.Width, streams.OutUsesColour).Write(result, view, streams.Out, withFlameGraph: true);
            return;
        }

        // The data is in the file: what a person wants to know at once is talk.
        if (choice.Path is not null)
            new ProfileSummary(streams.Width, streams.ErrorUsesColour).Write(result, view, streams.Error, withFlameGraph: false);
        Convert(result.Profile, choice, view.WriteOptions(result, streams.Width));
    }

    /// <summary>Writes a profile in a format; says what the format cannot hold, once.</summary>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public void Convert(Profile profile, OutputChoice choice, WriteOptions options)
    {
        IProfileWriter writer = LocalFormats.All.FindWriter(choice.Format!)!.With(options);
        if (choice.Path is { } path)
        {
            OutputFile.Write(path, stream => Write(writer, profile, stream, choice.IsCompressed));
        }
        else
        {
            streams.Flush();
            writer.Write(profile, streams.Data);
            streams.Data.Flush();
        }

        if (writer.Losses(profile) is [_, ..] losses)
            streams.WriteTalk($"{writer.Name} {string.Join("; it ", losses)}");
        if (choice.Path is { } written)
            streams.WriteTalk($"wrote {written}");
    }

    private static void Write(IProfileWriter writer, Profile profile, Stream stream, bool isCompressed)
    {
        if (!isCompressed)
        {
            writer.Write(profile, stream);
            return;
        }

        using var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
        writer.Write(profile, gzip);
    }
}
