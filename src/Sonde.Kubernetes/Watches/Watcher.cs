using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Sonde.Kubernetes.Http;
using Sonde.Kubernetes.Lists;
using Sonde.Kubernetes.Streams;
using Sonde.Kubernetes.Yaml;

namespace Sonde.Kubernetes.Watches;

/// <summary>
/// Tells what is there and what changes, until it is cancelled. It lists and watches, or lets the server stream the list
/// where it can (<c>sendInitialEvents</c>, KEP-3157); goes on from the last bookmark when a connection ends; and tells
/// everything again when the server has forgotten that state (410).
/// </summary>
public sealed class Watcher
{
    /// <summary>After so long the server ends a watch and it is asked anew, as client-go does (5 to 10 minutes).</summary>
    private const int ServerTimeoutSeconds = 420;

    /// <summary>etcd takes 1.5 MB for an object; some clusters raise it.</summary>
    private const int LongestEvent = 32 << 20;

    private readonly ApiTransport _transport;
    private readonly ListReader _lists;
    private readonly TimeProvider _time;

    internal Watcher(ApiTransport transport, ListReader lists, TimeProvider time)
    {
        _transport = transport;
        _lists = lists;
        _time = time;
    }

    /// <summary>Objects of one kind, as they are and as they change.</summary>
    /// <param name="request">Which objects.</param>
    /// <param name="cancel">Ends it; nothing else does.</param>
    /// <returns>Events; the caller disposes each.</returns>
    /// <exception cref="KubernetesException">The server refuses (401, 403, 404), or does not answer for long.</exception>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        ListRequest request, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        WatchPosition position = new();
        Backoff backoff = new(_time);
        while (true)
        {
            if (position is { ResourceVersion: "", HasTold: true })
            {
                yield return new WatchEvent(WatchEventKind.Restarted, default, null);
                position.HasTold = false;
            }

            KubernetesException? broken = null;
            IAsyncEnumerator<WatchEvent> events = OnceAsync(request, position, cancel).GetAsyncEnumerator(cancel);
            await using (events.ConfigureAwait(false))
            {
                while (true)
                {
                    try
                    {
                        if (!await events.MoveNextAsync().ConfigureAwait(false))
                            break;
                    }
                    catch (Exception e) when (_transport.Explain(e) is { } explained)
                    {
                        broken = explained;
                        break;
                    }

                    backoff.Progress();
                    position.HasTold = true;
                    yield return events.Current;
                }
            }

            switch (broken?.Error)
            {
                case null:
                    // Ended in order; a server that ends every watch at once must not be asked in a tight loop.
                    continue;
                case KubernetesError.Expired:
                    position.Forget();
                    break;
                case KubernetesError.Invalid when position is { CanStreamLists: true, ResourceVersion: "" }:
                    position.CanStreamLists = false;
                    continue;
                case KubernetesError.Server or KubernetesError.Unreachable or KubernetesError.Protocol or KubernetesError.TooManyRequests
                    when position.HasTold:
                    // A list that broke off is begun again.
                    if (!position.IsSynced)
                        position.Forget();
                    break;
                default:
                    throw broken!;
            }

            if (!await backoff.WaitAsync(cancel).ConfigureAwait(false))
                throw broken!;
        }
    }

    private async IAsyncEnumerable<WatchEvent> OnceAsync(
        ListRequest request, WatchPosition position, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (position.ResourceVersion.Length == 0 && !position.CanStreamLists)
        {
            await foreach (ResourcePage page in _lists.ReadAsync(request, cancel).ConfigureAwait(false))
            {
                using (page)
                {
                    if (page.StartsAgain)
                        yield return new WatchEvent(WatchEventKind.Restarted, default, null);
                    // Where later pages show a newer state, the first one's is the one from which nothing is missed.
                    if (page.StartsAgain || position.ResourceVersion.Length == 0)
                        position.ResourceVersion = page.ResourceVersion;
                    foreach (JsonElement item in page.Items)
                        yield return new WatchEvent(WatchEventKind.Added, item.Clone(), null);
                }
            }

            position.IsSynced = true;
            yield return new WatchEvent(WatchEventKind.Synced, default, null);
        }

        long started = _time.GetTimestamp();
        using HttpResponseMessage response = await _transport.OpenAsync(Request(request, position), cancel).ConfigureAwait(false);
        Stream stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await foreach (byte[] line in LineReader.ReadAsync(stream, LongestEvent, cut: false, cancel).ConfigureAwait(false))
        {
            if (line.Length > 0 && Event(request, position, line) is { } found)
                yield return found;
        }

        TimeSpan lasted = _time.GetElapsedTime(started);
        if (lasted < TimeSpan.FromSeconds(1))
            await Task.Delay(TimeSpan.FromSeconds(1) - lasted, _time, cancel).ConfigureAwait(false);
    }

    private WatchEvent? Event(ListRequest request, WatchPosition position, byte[] line)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(line, YamlJson.ReadOptions);
            JsonElement root = document.RootElement;
            JsonElement? found = root.Object("object");
            JsonElement? metadata = found?.Object("metadata");
            string type = root.Text("type") ?? "";
            if (type == "ERROR")
            {
                int code = (int)Math.Clamp(found?.Number("code") ?? 500, 400, 599);
                throw _transport.Explain($"watch: {request.What}", code, found is { } status ? System.Text.Encoding.UTF8.GetBytes(status.GetRawText()) : default);
            }

            if (metadata?.Text("resourceVersion") is { Length: > 0 } version)
                position.ResourceVersion = version;
            if (type == "BOOKMARK")
            {
                if (position.IsSynced || metadata?.Object("annotations")?.Text("k8s.io/initial-events-end") != "true")
                    return null;
                position.IsSynced = true;
                return new WatchEvent(WatchEventKind.Synced, default, null);
            }

            WatchEventKind? kind = type switch
            {
                "ADDED" => WatchEventKind.Added,
                "MODIFIED" => WatchEventKind.Modified,
                "DELETED" => WatchEventKind.Deleted,
                _ => null,
            };
            if (kind is null || found is null)
                return null;
            WatchEvent told = new(kind.Value, found.Value, document);
            document = null;
            return told;
        }
        catch (JsonException e)
        {
            // A line that breaks off is a connection that broke off.
            throw new KubernetesException(KubernetesError.Protocol, $"cannot watch ({request.What}): an event is no JSON", e);
        }
        finally
        {
            document?.Dispose();
        }
    }

    private static ApiRequest Request(ListRequest request, WatchPosition position)
    {
        bool fromStart = position.ResourceVersion.Length == 0;
        ApiPath path = request.Resource.Path(request.Namespace)
            .With("watch", "true")
            .With("allowWatchBookmarks", "true")
            .With("labelSelector", request.LabelSelector)
            .With("fieldSelector", request.FieldSelector)
            .With("resourceVersion", position.ResourceVersion)
            .With("sendInitialEvents", fromStart ? "true" : null)
            .With("resourceVersionMatch", fromStart ? "NotOlderThan" : null)
            .With("timeoutSeconds", ServerTimeoutSeconds.ToString(CultureInfo.InvariantCulture));
        return new ApiRequest(path.ToString()) { What = $"watch: {request.What}" };
    }
}
