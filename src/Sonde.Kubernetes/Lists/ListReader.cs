using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Sonde.Kubernetes.Http;

namespace Sonde.Kubernetes.Lists;

/// <summary>Lists objects in pages, one kind or many at once. Memory holds a few pages, not a cluster.</summary>
public sealed class ListReader
{
    /// <summary>Pages that wait for the caller; with those on the way, all that is held.</summary>
    private const int PagesAhead = 2;

    /// <summary>How often a list may go on from a newer state before it is read again as a whole.</summary>
    private const int MostExpiries = 5;

    private readonly ApiTransport _transport;

    internal ListReader(ApiTransport transport) => _transport = transport;

    /// <summary>One kind, page after page.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Pages; the caller disposes each. See <see cref="ResourcePage.StartsAgain"/>.</returns>
    /// <exception cref="KubernetesException">The server refuses, or does not answer.</exception>
    public async IAsyncEnumerable<ResourcePage> ReadAsync(
        ListRequest request, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        string? next = null;
        bool isNewer = false;
        int expiries = 0;
        do
        {
            ResourcePage? page = null;
            string? restart = null;
            try
            {
                ApiResponse response = await AskAsync(request, request.PageSize, next, cancel).ConfigureAwait(false);
                page = ResourcePage.Parse(request, response.Body, isNewer: isNewer);
            }
            catch (KubernetesException e) when (e.Error == KubernetesError.Expired && next is not null)
            {
                // The pages took longer than etcd keeps old states (5 minutes). The server may offer to go on from now.
                restart = ++expiries <= MostExpiries ? e.Continue ?? "" : "";
            }

            if (restart is { Length: > 0 })
            {
                isNewer = true;
                next = restart;
                continue;
            }

            if (restart is not null)
            {
                // As client-go: all at once, so that it cannot expire again.
                ApiResponse whole = await AskAsync(request, pageSize: 0, next: null, cancel).ConfigureAwait(false);
                page = ResourcePage.Parse(request, whole.Body, startsAgain: true);
            }

            // Read before the caller disposes the page.
            next = page!.Continue == next ? null : page.Continue;
            yield return page;
        }
        while (next is not null);
    }

    /// <summary>
    /// Many kinds at once; the parts come as they arrive. A request that fails ends with its error, and the others go on.
    /// </summary>
    /// <param name="requests">What is wanted.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Pages, for the caller to dispose, and one end for each request.</returns>
    public async IAsyncEnumerable<ListPart> ReadManyAsync(
        IReadOnlyList<ListRequest> requests, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        Channel<ListPart> parts = Channel.CreateBounded<ListPart>(new BoundedChannelOptions(PagesAhead) { SingleReader = true });
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task all = WriteAllAsync(requests, parts.Writer, stop.Token);
        try
        {
            await foreach (ListPart part in parts.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
                yield return part;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (parts.Reader.TryRead(out ListPart? left))
                left.Page?.Dispose();
        }
    }

    private async Task WriteAllAsync(IReadOnlyList<ListRequest> requests, ChannelWriter<ListPart> parts, CancellationToken cancel)
    {
        Exception? failure = null;
        try
        {
            ParallelOptions options = new() { MaxDegreeOfParallelism = ApiTransport.RequestsAtOnce, CancellationToken = cancel };
            await Parallel.ForEachAsync(requests, options, async (request, token) =>
            {
                KubernetesException? error = null;
                try
                {
                    await foreach (ResourcePage page in ReadAsync(request, token).ConfigureAwait(false))
                        await parts.WriteAsync(new ListPart(request, page, null), token).ConfigureAwait(false);
                }
                catch (KubernetesException e)
                {
                    error = e;
                }

                await parts.WriteAsync(new ListPart(request, null, error), token).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            parts.Complete(failure);
        }
    }

    private Task<ApiResponse> AskAsync(ListRequest request, int pageSize, string? next, CancellationToken cancel)
    {
        ApiPath path = request.Resource.Path(request.Namespace)
            .With("labelSelector", request.LabelSelector)
            .With("fieldSelector", request.FieldSelector)
            .With("limit", pageSize > 0 ? pageSize.ToString(CultureInfo.InvariantCulture) : null)
            .With("continue", next);
        return _transport.ReadAsync(new ApiRequest(path.ToString()) { What = request.What }, cancel);
    }
}
