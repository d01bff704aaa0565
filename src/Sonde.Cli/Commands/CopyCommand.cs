using System.CommandLine;
using System.IO.Pipelines;
using Sonde.Cli.Copying;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Pods;
using Sonde.Cli.Terminal;
using Sonde.Kubernetes.Sessions;
using Sonde.Linux.Procfs;
using Sonde.Places;
using Sonde.Places.Copying;
using Sonde.Places.Pods;
using Sonde.Places.Programs;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde cp</c>.</summary>
internal sealed class CopyCommand : SondeCommand
{
    private readonly Streams _streams;
    private readonly Argument<string[]> _places = new("FROM TO") { Arity = ArgumentArity.ZeroOrMore };
    private readonly PodArguments _pods = new(takesSeveral: false, runsAnywhere: false);

    /// <summary>Creates the command.</summary>
    public CopyCommand(Streams streams)
        : base("cp", "Which files are in there? Copies files and folders out of a target, and into it, without tar.")
    {
        _streams = streams;
        Add(_places);
        _pods.AddTo(this);
        SetAction(async (result, interrupt) => (int)await RunAsync(result, interrupt));
    }

    /// <inheritdoc/>
    public override string Synopsis => "TARGET:/PATH PATH | PATH TARGET:/PATH [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections => [new("Target", TargetHelp.RunningRows)];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OptionGroups => [_pods.Group];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde cp pod/checkout-7d9:/var/log ./logs -n shop", "A folder of a pod, whose image needs nothing for it."),
        new("sonde cp ./app.conf pod/checkout-7d9:/etc/app/ -n shop", "Back into it; the file belongs to the pod's user."),
        new("sonde cp container:web:/etc/nginx ./nginx", "Out of a container of this machine."),
        new("sonde cp pid:4711:/tmp/core.1 .", "As process 4711 sees its files. Again after a break, it goes on where it ended."),
    ];

    private async Task<ExitCode> RunAsync(ParseResult result, CancellationToken interrupt)
    {
        if (result.GetValue(_places) is not [{ } first, { } second])
            throw new UsageException("two places are wanted: from where, and to where");
        CopyPlace from = CopyPlace.Parse(first), to = CopyPlace.Parse(second);
        var target = (from.Target, to.Target) switch
        {
            (null, null) => throw new UsageException($"neither {first} nor {second} is in a target: write TARGET:/PATH for one of them"),
            ({ } one, null) => one,
            (null, { } one) => one,
            _ => throw new UsageException("one of both places must be on this machine"),
        };
        // Its own name, should the destination be a folder.
        string name = (from.Target is null ? Path.GetFullPath(from.Path) : from.Path).TrimEnd('/');
        name = name[(name.LastIndexOf('/') + 1)..];
        var progress = new CopyProgress();
        Task<(CopyResult? Copied, bool IsWhole)> work = _pods.Read(result, target) is { } pods
            ? CopyInPodAsync(pods, from, to, name, progress, interrupt)
            : Task.Run(() => CopyLocal(from, to, name, progress), interrupt);
        if (_streams.ErrorIsTerminal)
            await new LiveProgress(_streams).ShowAsync(() => $"{first}: {CopyText.Bytes(progress.Done)} of {CopyText.Bytes(progress.Expected)}", work);
        (CopyResult? copied, bool isWhole) = await work.WaitAsync(interrupt);
        foreach (string problem in copied?.Problems ?? [])
            _streams.WriteTalk(problem);
        if (copied is not null)
            _streams.WriteTalk(CopyText.Summary(copied));
        return isWhole ? ExitCode.Done : ExitCode.Failed;
    }

    private static (CopyResult? Copied, bool IsWhole) CopyLocal(CopyPlace from, CopyPlace to, string name, CopyProgress progress)
    {
        var proc = new ProcFileSystem();
        LocalFiles Files(CopyPlace place) => place.Target is { } target ? LocalFiles.Of(proc, LocalProcess.Of(proc, target)) : LocalFiles.Own;
        Pipe there = new(), back = new();
        TreeSender sender = Files(from).Send(Absolute(from), progress);
        Task sending = Task.Run(() =>
        {
            using Stream input = back.Reader.AsStream(), output = there.Writer.AsStream();
            sender.Run(input, output);
        });
        CopyResult? copied = null;
        Exception? failed = null;
        try
        {
            using Stream input = there.Reader.AsStream(), output = back.Writer.AsStream();
            copied = Files(to).Receive(Absolute(to), name, input, output);
        }
        catch (Exception e) when (e is PlaceException or Linux.TargetException)
        {
            failed = e;
        }

        // Whoever fails closes its pipes, and the other one learns only that: the first cause is the sender's, if it has one of its own.
        sending.ContinueWith(_ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
        if (sending.Exception?.InnerException is Linux.TargetException cause)
            throw cause;
        return copied is null ? throw failed! : (copied, copied.Problems.Count == 0);
    }

    private async Task<(CopyResult? Copied, bool IsWhole)> CopyInPodAsync(
        PodOptions pods, CopyPlace from, CopyPlace to, string name, CopyProgress progress, CancellationToken interrupt)
    {
        using var runner = new PodCommandRunner(_streams, pods);
        Pod pod = (await runner.FindAsync(interrupt))[0];
        SessionTarget container = await runner.FindContainerAsync(pod, interrupt);
        string[] action = from.Target is null ? [$"--receive={to.Path}", $"--name={name}"] : [$"--send={from.Path}"];
        await using ContainerSession session = await runner.Client.Sessions.ExecAsync(
            container,
            ["sonde", "transfer", runner.TargetIn(pod), $"--client={VersionInfo.Number}", .. action],
            SessionStreams.Input | SessionStreams.Output | SessionStreams.Error,
            interrupt);
        await using var pipe = new SessionPipeStream(session, runner.Tell);
        return await Task.Run(() => Copy(pipe, from, to, name, progress), interrupt).WaitAsync(interrupt);
    }

    /// <summary>Copies, with the other end behind a session; null when that end tells the result.</summary>
    private static (CopyResult? Copied, bool IsWhole) Copy(SessionPipeStream pipe, CopyPlace from, CopyPlace to, string name, CopyProgress progress)
    {
        try
        {
            CopyResult? copied = null;
            if (from.Target is null)
                LocalFiles.Own.Send(Absolute(from), progress).Run(pipe, pipe);
            else
                copied = LocalFiles.Own.Receive(Absolute(to), name, pipe, pipe, progress);
            int code = pipe.WaitForExit();
            return code is (int)ExitCode.Done or (int)ExitCode.Incomplete
                ? (copied, code == (int)ExitCode.Done && copied is not { Problems.Count: > 0 })
                : throw new PlaceException($"the other end failed with exit code {code}");
        }
        catch (PlaceException e)
        {
            // It has said why, unless it could not.
            int code = pipe.WaitForExit();
            throw new PlaceException(code == 0 ? e.Message : "nothing more could be copied: the other end failed", e);
        }
    }

    private static string Absolute(CopyPlace place) => place.Target is null ? Path.GetFullPath(place.Path) + (place.Path.EndsWith('/') ? "/" : "") : place.Path;
}
