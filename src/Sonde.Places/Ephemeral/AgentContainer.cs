using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Sonde.Places.Memory;

namespace Sonde.Places.Ephemeral;

/// <summary>An ephemeral container that keeps a place in a pod for Sonde.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">The container whose processes it sees.</param>
/// <param name="Image">What it runs.</param>
/// <param name="Identity">As whom.</param>
internal sealed record AgentContainer(string Name, string Target, AgentImage Image, AgentIdentity Identity) : IEphemeralSpec
{
    /// <inheritdoc/>
    public string What => "agent";

    /// <inheritdoc/>
    public bool MayEnd => false;

    /// <summary>What the names of all of them begin with.</summary>
    public const string Prefix = "sonde-";

    /// <summary>Idle time after which it ends.</summary>
    public const string Idle = "60s";

    /// <summary>Most bytes of managed memory for each command, in hex as .NET wants it: the target's pod pays for them.</summary>
    private static readonly string HeapLimit = $"0x{AgentMemory.Most:X}";

    /// <summary>The program, found by the image's PATH, and the command of it that belongs here.</summary>
    public static IReadOnlyList<string> Program { get; } = ["sonde", "agent"];

    /// <summary>A command of Sonde that only shows that commands can be run there.</summary>
    public static IReadOnlyList<string> Nothing { get; } = ["version"];

    /// <summary>One with a name that no other has: ephemeral containers cannot be removed, so that names are never free again.</summary>
    public static AgentContainer Create(string target, AgentImage image, AgentIdentity identity) =>
        new(Prefix + RandomNumberGenerator.GetHexString(5, lowercase: true), target, image, identity);

    /// <summary>The patch of a pod that adds it.</summary>
    public ReadOnlyMemory<byte> Patch()
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();
        json.WriteStartObject("spec");
        json.WriteStartArray("ephemeralContainers");
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WriteString("image", Image.Name);
        if (Image.PullPolicy is { } policy)
            json.WriteString("imagePullPolicy", policy);
        json.WriteStartArray("command");
        foreach (string word in (string[])[.. Program, "--idle", Idle])
            json.WriteStringValue(word);
        json.WriteEndArray();
        json.WriteString("targetContainerName", Target);
        json.WriteStartArray("env");
        Variable("DOTNET_GCHeapHardLimit", HeapLimit);
        // No socket for debuggers: the root is read-only.
        Variable("DOTNET_EnableDiagnostics", "0");
        json.WriteEndArray();
        Identity.Write(json);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;

        void Variable(string name, string value)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("value", value);
            json.WriteEndObject();
        }
    }
}
