using System.Globalization;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Commands;
using Sonde.Cli.Output;
using Sonde.Cli.Programs;
using Sonde.Cli.Terminal;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Config;
using Sonde.Kubernetes.Sessions;
using Sonde.Places;
using Sonde.Places.Debug;
using Sonde.Places.Made;
using Sonde.Places.Pods;
using Sonde.Places.Programs;

namespace Sonde.Cli.Debug;

/// <summary>One run of <c>sonde debug</c>.</summary>
internal sealed class DebugRun(Streams streams, DebugOptions options)
{
    /// <summary>Does what was asked.</summary>
    /// <returns>The exit code of the shell or the command.</returns>
    public async Task<int> RunAsync(CancellationToken interrupt)
    {
        KubeEnvironment environment = KubeEnvironment.Current with { InputIsTerminal = streams.InputIsTerminal };
        using var client = new KubernetesClient(ConnectionResolver.Resolve(options.Connection, environment));
        if (options.Lists || options.CleansUp)
            return (int)await ListAsync(client, interrupt);
        if (options.Request is { Command: [], HasTerminal: false })
            throw new UsageException("a shell needs a terminal for stdin and stdout: without one write a command after --");
        var places = new DebugPlaces(client, VersionInfo.Number, streams.WriteTalk);
        DebugPlace place = options.Target is { } target && target.Kind == PodTargetKind.Node
            ? await places.OnNodeAsync(target.Name, client.Connection.Namespace, options.Request, interrupt)
            : await InPodAsync(client, places, interrupt);
        try
        {
            return await SessionAsync(client, place, interrupt);
        }
        finally
        {
            if (place.RemovesPod is { } pod)
            {
                await new MadePods(client).DeleteAsync(place.Container.Namespace, pod, CancellationToken.None);
                streams.WriteTalk($"removed pod {place.Container.Namespace}/{pod}");
            }
        }
    }

    private async Task<DebugPlace> InPodAsync(KubernetesClient client, DebugPlaces places, CancellationToken interrupt)
    {
        IReadOnlyList<Pod> found = await new PodFinder(client).FindAsync(options.Target!, client.Connection.Namespace, interrupt);
        Pod pod = found[0];
        if (found.Count > 1)
            streams.WriteTalk($"{options.Target} has {found.Count} pods that run: looking into {pod.Name}");
        DebugRequest request = options.Request;
        if (options.CopyTo is { } name)
        {
            PodContainer meant = Container(pod);
            bool addsContainer = options.NamesImage || (request.Command.Count == 0 && request.Images.Count == 0);
            DebugPlace copy = await places.CopyAsync(pod, meant, name, addsContainer, request, interrupt);
            if (options.Replaces && await new MadePods(client).DeleteAsync(pod.Namespace, pod.Name, interrupt))
                streams.WriteTalk($"deleted pod {pod}, whose place the copy takes");
            streams.WriteTalk($"the copy stays until 'sonde debug --cleanup -n {pod.Namespace}' or kubectl delete pod {name}");
            return copy;
        }

        if (await places.FindCopyAsync(pod, interrupt) is { } earlier)
            return earlier;
        PodContainer container = Container(pod);
        if (container.IsRunning && !container.IsCrashing)
            return await places.BesideAsync(pod, container, request, interrupt);
        streams.WriteTalk($"container {container.Name} of {pod} does not stay up");
        DebugRequest own = request with { Image = request.Image with { Name = options.OwnImage } };
        DebugPlace held = await places.HeldCopyAsync(pod, container.Name, null, own, interrupt);
        streams.WriteTalk($"the copy stays until 'sonde debug --cleanup -n {pod.Namespace}'; it ends by itself after 12 hours");
        return held;
    }

    private PodContainer Container(Pod pod) => pod.Named(options.Request.Container);

    private async Task<int> SessionAsync(KubernetesClient client, DebugPlace place, CancellationToken interrupt)
    {
        if (place.RunsAlone)
        {
            streams.WriteTalk($"it runs: kubectl logs -f {place.Container.Pod} -c {place.Container.Container} -n {place.Container.Namespace} shows what it prints");
            return (int)ExitCode.Done;
        }

        if (!place.IsExec)
            return await AttachAsync(client, place, interrupt);
        string[] variables = [.. InteractiveSession.Variables, .. options.Request.Variables.Select(one => $"{one.Key}={one.Value}")];
        if (options.Request.HasTerminal)
        {
            Explain(place);
            await using ContainerSession session = await client.Sessions.ExecAsync(
                place.Container, ShellWords(place, variables, options.Request.Command), SessionStreams.Input | SessionStreams.Output | SessionStreams.Terminal, interrupt);
            return await new InteractiveSession(streams).RunAsync(session);
        }

        var program = new ProgramSession(client, place.Container);
        Stream? input = streams.InputIsTerminal ? null : Console.OpenStandardInput();
        Stream output = ProgramOutput.Data(streams), error = ProgramOutput.Error(streams);
        if (place.Shell is not null)
            return await program.RunPlainAsync(ShellWords(place, variables, options.Request.Command), input, output, error, interrupt);
        using var signals = new ProgramSignals(program.Signal, fromKeyboard: true);
        string[] words = ["sonde", "exec", "pid:1", "--here", "--frames", .. variables.Select(one => $"--env={one}"), "--", .. options.Request.Command];
        return await program.RunAsync(words, input, output, error, CancellationToken.None);
    }

    private async Task<int> AttachAsync(KubernetesClient client, DebugPlace place, CancellationToken interrupt)
    {
        if (!options.Request.HasTerminal)
            return await new ProgramSession(client, place.Container).JoinAsync(streams.InputIsTerminal ? null : Console.OpenStandardInput(), ProgramOutput.Data(streams), interrupt);
        Explain(place);
        streams.WriteTalk("press Enter if there is no prompt");
        await using ContainerSession session = await client.Sessions.AttachAsync(
            place.Container, SessionStreams.Input | SessionStreams.Output | SessionStreams.Terminal, interrupt);
        return await new InteractiveSession(streams).RunAsync(session);
    }

    private void Explain(DebugPlace place)
    {
        if (place.Files == "/")
            streams.WriteTalk("these are the container's own files; the tools are in /.sonde/bin");
        else if (place.Files.Length > 0)
            streams.WriteTalk($"the target's files are at {place.Files}");
    }

    /// <summary>
    /// A shell or a command, offered to the kernel as the first to end when memory runs out. No word of the user's is read by the shell that
    /// starts it.
    /// </summary>
    internal static IReadOnlyList<string> ShellWords(DebugPlace place, IReadOnlyList<string> variables, IReadOnlyList<string> command)
    {
        const string First = "{ echo 1000 > /proc/self/oom_score_adj; } 2>/dev/null; ", Start = "exec \"$@\"";
        string path = place.Shell is null ? "" : $"PATH=\"$PATH:{PodCopy.ToolsFolder}/bin\"; export PATH; ";
        string prompt = $"PS1=[{place.Container.Pod}] \\w \\$ ";
        return [place.Shell ?? "busybox", "sh", "-c", First + path + Start, "sonde", "env", prompt, .. variables, .. command.Count > 0 ? command : ["sh"]];
    }

    private async Task<ExitCode> ListAsync(KubernetesClient client, CancellationToken interrupt)
    {
        var made = new MadePods(client);
        string? inNamespace = options.IsEverywhere ? null : client.Connection.Namespace;
        IReadOnlyList<MadePod> found = await made.ListAsync(inNamespace, interrupt);
        if (found.Count == 0)
            streams.WriteTalk($"nothing that Sonde has made is left {(inNamespace is null ? "in any namespace" : $"in namespace {inNamespace}")}");
        foreach (MadePod pod in found)
        {
            string age = pod.Created is { } created ? DurationText.Format(TimeSpan.FromSeconds(Math.Max(0, Math.Floor((DateTimeOffset.UtcNow - created).TotalSeconds)))) : "?";
            if (options.CleansUp)
                await made.DeleteAsync(pod.Namespace, pod.Name, interrupt);
            streams.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{(options.CleansUp ? "deleted " : "")}{pod.Namespace}/{pod.Name}  {pod.Kind} of {Printable.Line(pod.Of)}  {pod.Phase}  {age}"));
        }

        return ExitCode.Done;
    }
}
