namespace Sonde.Kubernetes.Http;

/// <summary>One request to the API server.</summary>
/// <param name="Path">Path and query, escaped, below the server's address.</param>
public sealed record ApiRequest(string Path)
{
    /// <summary>What is accepted when a caller wants plain JSON.</summary>
    public const string Json = "application/json";

    /// <summary>The whole of what one wants of an object (server-side apply); JSON is YAML.</summary>
    public const string ApplyPatch = "application/apply-patch+yaml";

    /// <summary>A patch as kubectl makes it: lists are joined by their items' names.</summary>
    public const string StrategicMergePatch = "application/strategic-merge-patch+json";

    /// <summary>The HTTP method.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>The Accept header.</summary>
    public string Accept { get; init; } = Json;

    /// <summary>The body; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body's type.</summary>
    public string ContentType { get; init; } = Json;

    /// <summary>WebSocket subprotocols to switch to, the best first; empty for an ordinary request.</summary>
    internal IReadOnlyList<string> Protocols { get; init; } = [];

    /// <summary>A failure is told at once: whoever asks knows better when to ask again.</summary>
    internal bool IsOnce { get; init; }

    /// <summary>What is asked, in a user's words ("list pods in namespace shop"), for errors.</summary>
    public string What { get; init; } = "";
}
