namespace Sonde.Profiles.Formats;

/// <summary>Turns a <see cref="Profile"/> into a file.</summary>
public interface IProfileWriter : IProfileFormat
{
    /// <summary>Writes the profile; the stream stays open.</summary>
    void Write(Profile profile, Stream output);

    /// <summary>This format with other choices; the format itself when it has none.</summary>
    IProfileWriter With(WriteOptions options) => this;

    /// <summary>
    /// What this profile holds and the format cannot, one clause each that fits after "FORMAT: ", for example
    /// <c>holds one value: wrote cpu, left out samples</c>; empty when nothing gets lost.
    /// </summary>
    IReadOnlyList<string> Losses(Profile profile) => [];
}
