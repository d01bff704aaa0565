using System.Globalization;
using System.Net.WebSockets;
using Sonde.Kubernetes.Http;

namespace Sonde.Kubernetes.Sessions;

/// <summary>Opens sessions with containers over WebSockets: exec, attach, and connections to ports.</summary>
public sealed class SessionOpener
{
    private readonly ApiTransport _transport;

    internal SessionOpener(ApiTransport transport) => _transport = transport;

    /// <summary>Runs a program in a container.</summary>
    /// <param name="target">The container.</param>
    /// <param name="command">Program and arguments; no shell reads them.</param>
    /// <param name="streams">What the session carries.</param>
    /// <param name="cancel">Ends the wait for the session to begin.</param>
    /// <param name="isOnce">A failure of the server is told at once, for who tries whether the container is there.</param>
    /// <exception cref="KubernetesException">No such pod or container, forbidden, its node does not answer.</exception>
    public Task<ContainerSession> ExecAsync(
        SessionTarget target, IReadOnlyList<string> command, SessionStreams streams, CancellationToken cancel, bool isOnce = false)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfZero(command.Count);
        ApiPath path = Path(target, "exec", streams);
        foreach (string word in command)
            path.WithAny("command", word);
        return OpenAsync(path, $"run {command[0]} in {target}", isOnce, cancel);
    }

    /// <summary>Joins the program that a container runs.</summary>
    /// <param name="target">The container; its spec says whether it has stdin and a terminal.</param>
    /// <param name="streams">What the session carries.</param>
    /// <param name="cancel">Ends the wait for the session to begin.</param>
    /// <exception cref="KubernetesException">No such pod or container, it does not run, forbidden.</exception>
    public Task<ContainerSession> AttachAsync(SessionTarget target, SessionStreams streams, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(target);
        return OpenAsync(Path(target, "attach", streams), $"attach to {target}", isOnce: false, cancel);
    }

    /// <summary>Connects to a port of a pod, as something inside the pod would connect to 127.0.0.1.</summary>
    /// <param name="inNamespace">The pod's namespace.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancel">Ends the wait for the connection.</param>
    /// <returns>The connection; reading ends when the other side does. Writing cannot be ended alone: the protocol has no way to.</returns>
    /// <exception cref="KubernetesException">No such pod, forbidden, its node does not answer.</exception>
    public async Task<Stream> ConnectAsync(string inNamespace, string pod, ushort port, CancellationToken cancel)
    {
        string path = new ApiPath("/api/v1/namespaces").Segment(inNamespace).Segment("pods").Segment(pod).Segment("portforward")
            .With("ports", port.ToString(CultureInfo.InvariantCulture)).ToString();
        string what = $"connect to port {port} of pod {inNamespace}/{pod}";
        WebSocket socket = await _transport.OpenSocketAsync(
            new ApiRequest(path) { What = what, Protocols = [SessionProtocol.V4] }, cancel).ConfigureAwait(false);
        return new PortStream(socket, what, _transport);
    }

    private static ApiPath Path(SessionTarget target, string verb, SessionStreams streams)
    {
        string? If(SessionStreams stream) => streams.HasFlag(stream) ? "true" : null;
        return new ApiPath("/api/v1/namespaces").Segment(target.Namespace).Segment("pods").Segment(target.Pod).Segment(verb)
            .With("container", target.Container)
            .With("stdin", If(SessionStreams.Input))
            .With("stdout", If(SessionStreams.Output))
            .With("stderr", If(SessionStreams.Error))
            .With("tty", If(SessionStreams.Terminal));
    }

    private async Task<ContainerSession> OpenAsync(ApiPath path, string what, bool isOnce, CancellationToken cancel)
    {
        WebSocket socket = await _transport.OpenSocketAsync(
            new ApiRequest(path.ToString()) { What = what, Protocols = [SessionProtocol.V5, SessionProtocol.V4], IsOnce = isOnce }, cancel).ConfigureAwait(false);
        return new ContainerSession(socket, what, _transport);
    }
}
