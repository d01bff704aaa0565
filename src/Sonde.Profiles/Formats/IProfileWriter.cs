namespace Sonde.Profiles.Formats;

/// <summary>Turns a <see cref="Profile"/> into a file.</summary>
public interface IProfileWriter : IProfileFormat
{
    /// <summary>Writes the profile; the stream stays open.</summary>
    void Write(Profile profile, Stream output);
}
