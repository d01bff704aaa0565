using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sonde.Cli.Preflight;
using Sonde.Cli.Top;
using Sonde.Cli.Watching;

namespace Sonde.Cli.Output;

/// <summary>All JSON documents of the program, serialised without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VersionInfo))]
[JsonSerializable(typeof(StackDumpDocument))]
[JsonSerializable(typeof(ProfileReportDocument))]
[JsonSerializable(typeof(TopDocument))]
[JsonSerializable(typeof(InspectionDocument))]
[JsonSerializable(typeof(WatchDocument))]
[JsonSerializable(typeof(PreflightDocument))]
internal sealed partial class SondeJson : JsonSerializerContext
{
    /// <summary>The version that every document names.</summary>
    public const string ApiVersion = "sonde.dev/v1";

    /// <summary>For people and for diff: indented, with function names as they are written.</summary>
    public static SondeJson Indented { get; } = Create(indented: true);

    /// <summary>One document a line, for what goes on and on.</summary>
    public static SondeJson Lines { get; } = Create(indented: false);

    private static SondeJson Create(bool indented) => new(new JsonSerializerOptions
    {
        WriteIndented = indented,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // C++ names are full of '<' and '&'; the result is no HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
