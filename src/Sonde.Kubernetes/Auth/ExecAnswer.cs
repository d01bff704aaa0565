using System.Globalization;
using System.Text.Json;
using Sonde.Kubernetes.Config;

namespace Sonde.Kubernetes.Auth;

/// <summary>The <c>status</c> of an ExecCredential.</summary>
/// <param name="Token">A bearer token; null for none.</param>
/// <param name="CertificatePem">A client certificate; null for none.</param>
/// <param name="KeyPem">Its key; null for none.</param>
/// <param name="Expires">When to ask again; null for not before it is refused.</param>
internal sealed record ExecAnswer(string? Token, string? CertificatePem, string? KeyPem, DateTimeOffset? Expires)
{
    /// <summary>Reads what the plugin printed.</summary>
    /// <exception cref="KubernetesException">It is no ExecCredential of the version that was asked for, or gives nothing.</exception>
    public static ExecAnswer Parse(ReadOnlyMemory<byte> output, ExecPlugin plugin)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(output);
            JsonElement root = document.RootElement;
            string version = Text(root, "apiVersion") ?? "";
            if (Text(root, "kind") != "ExecCredential" || version != plugin.ApiVersion)
                throw Wrong(plugin, $"it printed {version} {Text(root, "kind")} instead of {plugin.ApiVersion} ExecCredential");
            if (!root.TryGetProperty("status", out JsonElement status) || status.ValueKind != JsonValueKind.Object)
                throw Wrong(plugin, "its answer has no status");
            ExecAnswer answer = new(
                Text(status, "token"), Text(status, "clientCertificateData"), Text(status, "clientKeyData"), Time(status, plugin));
            if (answer is { Token: null, CertificatePem: null, KeyPem: null })
                throw Wrong(plugin, "its answer holds neither a token nor a certificate");
            return (answer.CertificatePem is null) == (answer.KeyPem is null)
                ? answer
                : throw Wrong(plugin, "its answer holds a certificate without its key, or a key without its certificate");
        }
        catch (JsonException e)
        {
            throw Wrong(plugin, output.Length == 0 ? "it printed nothing" : "what it printed is no JSON", e);
        }
    }

    /// <summary>An error of the plugin, with what to do about it.</summary>
    public static KubernetesException Wrong(ExecPlugin plugin, string message, Exception? innerException = null) => new(
        KubernetesError.Credentials,
        $"credential plugin {plugin.Command}: {message}; run it by hand to see more"
            + (plugin.InstallHint.Length > 0 ? $" ({string.Join(' ', plugin.InstallHint.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))})" : ""),
        innerException);

    // Tokens must not reach a message, so the record says nothing of its content.
    public override string ToString() => "ExecAnswer";

    private static DateTimeOffset? Time(JsonElement status, ExecPlugin plugin) => Text(status, "expirationTimestamp") is not { } text
        ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw Wrong(plugin, $"its expirationTimestamp '{text}' is no time");

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement field)
        && field.ValueKind == JsonValueKind.String && field.GetString() is { Length: > 0 } text
            ? text
            : null;
}
