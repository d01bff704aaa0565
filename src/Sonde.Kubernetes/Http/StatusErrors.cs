using System.Text;
using System.Text.Json;
using Sonde.Kubernetes.Config;

namespace Sonde.Kubernetes.Http;

/// <summary>Turns an answer that is no success into words: the server's own, and what to do next.</summary>
internal static class StatusErrors
{
    /// <summary>Of an answer that is no JSON, more bytes are not looked at.</summary>
    private const int LongestPlainAnswer = 2400;

    /// <summary>The error for a status code and its body.</summary>
    /// <param name="connection">Who asked whom.</param>
    /// <param name="what">What was asked, in a user's words.</param>
    /// <param name="status">The status code.</param>
    /// <param name="body">The body: a <c>Status</c> object, or text.</param>
    public static KubernetesException Of(KubeConnection connection, string what, int status, ReadOnlyMemory<byte> body)
    {
        Parsed parsed = Parse(body);
        string said = parsed.Message;
        string tell = what.Length > 0 ? $"cannot {what}: " : "";
        (KubernetesError error, string line) = status switch
        {
            401 => (KubernetesError.Unauthorized,
                $"{tell}{Server(connection)} does not accept the credentials of {Identity(connection)} (401); log in again, or choose another --context"),
            403 => (KubernetesError.Forbidden, $"{tell}{Or(said, "forbidden")} (403); ask for a role that allows it"),
            404 => (KubernetesError.NotFound, $"{tell}{Or(said, "not found")} (404)"),
            409 => (KubernetesError.Conflict, $"{tell}{Or(said, "conflict")} (409)"),
            410 => (KubernetesError.Expired, $"{tell}{Or(said, "too old")} (410); ask again"),
            429 => (KubernetesError.TooManyRequests,
                $"{tell}{Server(connection)} has too many requests (429){Also(said)}; try again later"),
            >= 300 and < 400 => (KubernetesError.Protocol,
                $"{tell}{Server(connection)} answers with a redirect ({status}), as login pages and gateways do; is it the API server?"),
            >= 500 => (KubernetesError.Server, $"{tell}{Server(connection)} failed ({status}){Also(said)}; try again, or look at the control plane"),
            _ => (KubernetesError.Invalid, $"{tell}{Or(said, "the server does not take the request")} ({status})"),
        };
        return new KubernetesException(error, line)
        {
            Status = status,
            Reason = parsed.Reason,
            ServerMessage = said,
            Continue = parsed.Continue,
        };
    }

    /// <summary>The server's name for messages.</summary>
    public static string Server(KubeConnection connection) => connection.Server.GetLeftPart(UriPartial.Path).TrimEnd('/');

    private static string Identity(KubeConnection connection) => connection.IsInCluster
        ? "the pod's service account"
        : connection.UserName.Length == 0
            ? "nobody (the context names no user)"
            : $"user '{connection.UserName}'{(connection.Context.Length > 0 ? $" (context '{connection.Context}')" : "")}";

    private static string Or(string said, string otherwise) => said.Length > 0 ? said : otherwise;

    private static string Also(string said) => said.Length > 0 ? ": " + said : "";

    private static Parsed Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            JsonElement root = json.RootElement;
            if (Text(root, "kind") == "Status")
            {
                string? next = root.TryGetProperty("metadata", out JsonElement metadata) ? Text(metadata, "continue") : null;
                return new Parsed(ServerText.OneLine(Text(root, "message") ?? ""), Text(root, "reason") ?? "", next);
            }
        }
        catch (JsonException)
        {
            // Not every answer comes from the API server's own code: proxies and its mux answer with text.
        }

        string text = Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, LongestPlainAnswer)]);
        bool isPage = text.AsSpan().TrimStart().StartsWith("<", StringComparison.Ordinal);
        return new Parsed(isPage ? "" : ServerText.OneLine(text), "", null);
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement field)
        && field.ValueKind == JsonValueKind.String
            ? field.GetString()
            : null;

    private sealed record Parsed(string Message, string Reason, string? Continue);
}
