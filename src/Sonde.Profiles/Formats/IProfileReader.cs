namespace Sonde.Profiles.Formats;

/// <summary>Turns a file into a <see cref="Profile"/>.</summary>
public interface IProfileReader : IProfileFormat
{
    /// <summary>True when content that starts like this is most likely of this format. The head is decompressed.</summary>
    /// <param name="head">The first bytes, up to <see cref="ProfileFormats.HeadLength"/>; fewer when the file is shorter.</param>
    bool CanRead(ReadOnlySpan<byte> head);

    /// <summary>Reads to the end of the stream, compressed with gzip or not.</summary>
    /// <exception cref="ProfileFormatException">The content is malformed.</exception>
    Profile Read(Stream input);
}
