using Sonde.Kubernetes;
using Sonde.Kubernetes.Sessions;
using Sonde.Places.Agent;

namespace Sonde.Places.Ephemeral;

/// <summary>An ephemeral container of a pod in which an agent waits: commands run in it by exec.</summary>
public sealed class EphemeralPlace : IPlace
{
    /// <summary>How long a command has to hand over what it has.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly KubernetesClient _client;
    private readonly SessionTarget _container;
    private readonly string _version;

    internal EphemeralPlace(KubernetesClient client, SessionTarget container, string version)
    {
        _client = client;
        _container = container;
        _version = version;
    }

    /// <summary>Options of <c>sonde agent</c> for every command.</summary>
    internal IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Is told of the first sign of life of a command: what it prints, else its end.</summary>
    internal Action Answered { get; init; } = () => { };

    /// <inheritdoc/>
    public string Name => $"{_container.Namespace}/{_container.Pod}";

    /// <summary>The container, for sessions of other kinds.</summary>
    internal SessionTarget Target => _container;

    /// <summary>The container's name.</summary>
    public string Container => _container.Container;

    /// <inheritdoc/>
    /// <exception cref="KubernetesException">The connection broke off, or the container does not run any longer.</exception>
    public Task<int> RunAsync(IReadOnlyList<string> command, Stream output, Action<string> talk, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(output);
        return RunAsync(command, output, talk, isTry: false, interrupt);
    }

    /// <summary>Runs a command as the other one does.</summary>
    /// <param name="command">The command's words, without the program.</param>
    /// <param name="output">Takes its stdout.</param>
    /// <param name="talk">Takes each line of its stderr.</param>
    /// <param name="isTry">Nobody knows whether the container is there yet: a server that says no is not asked again from here.</param>
    /// <param name="interrupt">Asks it to end and hand over what it has.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="KubernetesException">The connection broke off, or the container does not run yet, or any longer.</exception>
    internal async Task<int> RunAsync(IReadOnlyList<string> command, Stream output, Action<string> talk, bool isTry, CancellationToken interrupt)
    {
        await using ContainerSession session = await _client.Sessions.ExecAsync(
            _container,
            [.. AgentContainer.Program, "--client", _version, .. Options, "--", .. command],
            SessionStreams.Input | SessionStreams.Output | SessionStreams.Error,
            interrupt,
            isOnce: isTry).ConfigureAwait(false);
        using var tooLong = new CancellationTokenSource();
        await using CancellationTokenRegistration asking = interrupt.Register(() =>
        {
            tooLong.CancelAfter(Patience);
            _ = InterruptAsync(session);
        });
        var lines = new TalkLines(talk);
        bool isAnswered = false;
        while (await session.ReadAsync(tooLong.Token).ConfigureAwait(false) is { } part)
        {
            if (!isAnswered)
                Answered();
            isAnswered = true;
            if (part.Channel == SessionChannel.Output)
                await output.WriteAsync(part.Bytes, tooLong.Token).ConfigureAwait(false);
            else
                lines.Add(part.Bytes.Span);
        }

        lines.End();
        int code = session.ExitCode;
        if (!isAnswered)
            Answered();
        return code;
    }

    private static async Task InterruptAsync(ContainerSession session)
    {
        try
        {
            await session.WriteAsync(new[] { ClientLeash.Interrupt }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is KubernetesException or ObjectDisposedException)
        {
            // It has ended already; reading tells how.
        }
    }
}
