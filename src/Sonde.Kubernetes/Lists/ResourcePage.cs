using System.Text.Json;
using Sonde.Kubernetes.Yaml;

namespace Sonde.Kubernetes.Lists;

/// <summary>
/// One answer of a list: some of the objects, parsed once. Dispose it when its elements are no longer read; copy what must
/// stay.
/// </summary>
public sealed class ResourcePage : IDisposable
{
    private readonly JsonDocument _document;

    private ResourcePage(ListRequest request, JsonDocument document, ReadOnlyMemory<byte> json)
    {
        Request = request;
        _document = document;
        Json = json;
        JsonElement? metadata = document.RootElement.Object("metadata");
        Continue = metadata?.Text("continue") is { Length: > 0 } next ? next : null;
        ResourceVersion = metadata?.Text("resourceVersion") ?? "";
        Remaining = metadata?.Number("remainingItemCount");
    }

    /// <summary>What was asked.</summary>
    public ListRequest Request { get; }

    /// <summary>The answer as it came: a List object in UTF-8 JSON. Its items have neither kind nor apiVersion.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The answer, parsed.</summary>
    public JsonElement Root => _document.RootElement;

    /// <summary>The objects.</summary>
    public JsonElement.ArrayEnumerator Items => _document.RootElement.Items("items");

    /// <summary>The state of the cluster that the list shows; a watch goes on from there.</summary>
    public string ResourceVersion { get; }

    /// <summary>Token for the next page; null when this is the last.</summary>
    public string? Continue { get; }

    /// <summary>Objects behind this page, where the server counts them; null where it does not.</summary>
    public long? Remaining { get; }

    /// <summary>True when the list had to begin again: what earlier pages of this request held is to be forgotten.</summary>
    public bool StartsAgain { get; init; }

    /// <summary>
    /// True when the list took so long that its beginning was compacted away: this page and those after it show a newer
    /// state than those before.
    /// </summary>
    public bool IsNewerThanBefore { get; init; }

    /// <inheritdoc/>
    public void Dispose() => _document.Dispose();

    /// <summary>Reads an answer.</summary>
    /// <exception cref="KubernetesException">It is no list.</exception>
    internal static ResourcePage Parse(ListRequest request, ReadOnlyMemory<byte> json, bool startsAgain = false, bool isNewer = false)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(json, YamlJson.ReadOptions);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || (document.RootElement.TryGetProperty("items", out JsonElement items)
                    && items.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null)))
            {
                throw Wrong(request, "the answer is no list", null);
            }

            ResourcePage page = new(request, document, json) { StartsAgain = startsAgain, IsNewerThanBefore = isNewer };
            document = null;
            return page;
        }
        catch (JsonException e)
        {
            throw Wrong(request, "the answer is no JSON", e);
        }
        finally
        {
            document?.Dispose();
        }
    }

    private static KubernetesException Wrong(ListRequest request, string why, Exception? innerException) => new(
        KubernetesError.Protocol, $"cannot {request.What}: {why}; is the server a Kubernetes API server, or does a proxy answer for it?", innerException);
}
