using System.Globalization;
using Sonde.Kubernetes.Discovery;
using Sonde.Kubernetes.Http;

namespace Sonde.Kubernetes.Changes;

/// <summary>Creates and removes objects, and asks what would happen if one did (<c>dryRun=All</c>).</summary>
public sealed class ObjectChanger
{
    private const string DryRun = "dryRun", All = "All";

    private readonly ApiTransport _transport;

    internal ObjectChanger(ApiTransport transport) => _transport = transport;

    /// <summary>Creates an object.</summary>
    /// <param name="resource">Its kind.</param>
    /// <param name="inNamespace">Its namespace; null for what has none.</param>
    /// <param name="manifest">The object in JSON.</param>
    /// <param name="isTrial">Only asks whether the server, with its admission, would take it; nothing is stored.</param>
    /// <param name="what">What is done, in a user's words, for errors.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="KubernetesException">It exists already, or may not be created, or not so.</exception>
    public Task<ApiResponse> CreateAsync(
        ApiResource resource, string? inNamespace, ReadOnlyMemory<byte> manifest, bool isTrial, string what, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ApiPath path = resource.Path(inNamespace).With(DryRun, isTrial ? All : null);
        return _transport.ReadAsync(new ApiRequest(path.ToString()) { Method = HttpMethod.Post, Body = manifest, What = what }, cancel);
    }

    /// <summary>Makes an object, or changes it where it differs (server-side apply); what others have set elsewhere in it stays.</summary>
    /// <param name="resource">Its kind.</param>
    /// <param name="inNamespace">Its namespace; null for what has none.</param>
    /// <param name="name">Its name.</param>
    /// <param name="manifest">The object in JSON.</param>
    /// <param name="manager">Who owns the fields that it sets.</param>
    /// <param name="isTrial">Only asks whether the server, with its admission, would take it; nothing is stored.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="KubernetesException">It may not be made or changed, or not so.</exception>
    public Task<ApiResponse> ApplyAsync(
        ApiResource resource, string? inNamespace, string name, ReadOnlyMemory<byte> manifest, string manager, bool isTrial, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ApiPath path = resource.Path(inNamespace).Segment(name).With("fieldManager", manager).With("force", "true").With(DryRun, isTrial ? All : null);
        return _transport.ReadAsync(
            new ApiRequest(path.ToString())
            {
                Method = HttpMethod.Patch,
                ContentType = ApiRequest.ApplyPatch,
                Body = manifest,
                What = $"apply {resource.FullName} {(inNamespace is null ? "" : inNamespace + "/")}{name}",
            },
            cancel);
    }

    /// <summary>Asks whether the server, with its admission, would take a strategic merge patch; nothing is stored.</summary>
    /// <param name="resource">The object's kind.</param>
    /// <param name="inNamespace">Its namespace; null for what has none.</param>
    /// <param name="name">Its name.</param>
    /// <param name="subresource">The part of it that would be changed; null for the object itself.</param>
    /// <param name="patch">The patch in JSON.</param>
    /// <param name="what">What would be done, in a user's words, for errors.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="KubernetesException">The server would not; its words are in the error.</exception>
    public Task TryPatchAsync(
        ApiResource resource, string? inNamespace, string name, string? subresource, ReadOnlyMemory<byte> patch, string what, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ApiPath path = resource.Path(inNamespace).Segment(name);
        if (subresource is not null)
            path.Segment(subresource);
        path.With(DryRun, All);
        return _transport.ReadAsync(
            new ApiRequest(path.ToString()) { Method = HttpMethod.Patch, ContentType = ApiRequest.StrategicMergePatch, Body = patch, What = what }, cancel);
    }

    /// <summary>Removes an object; nothing happens when it is gone already.</summary>
    /// <param name="resource">Its kind.</param>
    /// <param name="inNamespace">Its namespace; null for what has none.</param>
    /// <param name="name">Its name.</param>
    /// <param name="grace">How long its programs have to end; null for what its spec says.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>False when it was gone already.</returns>
    /// <exception cref="KubernetesException">It may not be removed.</exception>
    public async Task<bool> DeleteAsync(ApiResource resource, string? inNamespace, string name, TimeSpan? grace, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentException.ThrowIfNullOrEmpty(name);
        string? seconds = grace is { } time ? ((long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture) : null;
        ApiPath path = resource.Path(inNamespace).Segment(name).With("gracePeriodSeconds", seconds);
        string what = $"delete {resource.FullName} {(inNamespace is null ? "" : inNamespace + "/")}{name}";
        try
        {
            await _transport.ReadAsync(new ApiRequest(path.ToString()) { Method = HttpMethod.Delete, What = what }, cancel).ConfigureAwait(false);
            return true;
        }
        catch (KubernetesException e) when (e.Error == KubernetesError.NotFound)
        {
            return false;
        }
    }
}
