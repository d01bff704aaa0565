using System.Text;
using Sonde.Profiles;
using Sonde.Profiles.Formats;

namespace Sonde.EndToEnd.Tests;

/// <summary>What a run of the program left.</summary>
internal sealed record SondeResult(int ExitCode, byte[] Bytes, string Error)
{
    /// <summary>Stdout as text.</summary>
    public string Output => Encoding.UTF8.GetString(Bytes);

    /// <summary>The lines of stderr.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Stdout as a profile.</summary>
    public Profile Profile => ProfileFormats.Read(new MemoryStream(Bytes));

    public override string ToString() => $"exit code {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Error}";
}
