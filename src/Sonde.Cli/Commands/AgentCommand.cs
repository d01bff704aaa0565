using System.CommandLine;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Linux.Procfs;
using Sonde.Places;
using Sonde.Places.Agent;
using Sonde.Places.Memory;

namespace Sonde.Cli.Commands;

/// <summary>
/// What Sonde runs in a pod. <c>sonde agent</c> keeps the container there, <c>sonde agent -- COMMAND</c> runs a command of Sonde in it for
/// a client, which holds its stdin.
/// </summary>
internal sealed class AgentCommand : SondeCommand
{
    private static readonly TimeSpan StandardIdle = TimeSpan.FromMinutes(1), Grace = TimeSpan.FromSeconds(10);

    private readonly Streams _streams;
    private readonly Option<TimeSpan?> _idle = SondeOptions.Duration("How long to wait for the next command. Default 1m", "--idle", "-i");
    private readonly Option<string?> _client = new("--client") { HelpName = "VERSION", Description = "Version of the Sonde that asks" };
    private readonly Option<bool> _sameOwner = new("--same-owner") { Description = "Does nothing but tell who it is when process 1 runs as another user or group, for the client to choose by" };
    private readonly Option<long?> _podMemory = new("--pod-memory") { HelpName = "BYTES", Description = "What all containers of the pod may use together" };
    private readonly Option<bool> _progress = new("--progress") { Description = "Tells how far the command is, for the client's terminal" };
    private readonly Option<bool> _stay = new("--stay") { Description = "Waits for commands until it is ended, as a node agent does" };
    private readonly Argument<string[]> _words = new("COMMAND") { Arity = ArgumentArity.ZeroOrMore };

    /// <summary>Creates the command.</summary>
    public AgentCommand(Streams streams)
        : base("agent", "What runs in a pod for a Sonde outside of it?")
    {
        _streams = streams;
        Hidden = true;
        Add(_words);
        Add(_idle);
        Add(_client);
        Add(_sameOwner);
        Add(_podMemory);
        Add(_progress);
        Add(_stay);
        SetAction(async (result, interrupt) => (int)await RunAsync(result, interrupt));
    }

    /// <inheritdoc/>
    public override string Synopsis => "[-- COMMAND ARGS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples => [new("sonde agent --idle 1m", "Waits for commands, which come by exec.")];

    private async Task<ExitCode> RunAsync(ParseResult result, CancellationToken interrupt)
    {
        FirstToGo.Apply();
        if (result.GetValue(_words) is not [_, ..] words)
        {
            if (result.GetValue(_stay))
                await InterruptedAsync(interrupt);
            else
                await new IdleAgent(new ProcFileSystem(), result.GetValue(_idle) ?? StandardIdle).RunAsync(interrupt);
            return ExitCode.Done;
        }

        if (result.GetValue(_sameOwner) && OtherOwner() is { } owner)
        {
            _streams.Error.WriteLine(owner);
            return ExitCode.Failed;
        }

        if (result.GetValue(_client) is { } client && client != VersionInfo.Number)
            _streams.WriteTalk($"the image holds Sonde {VersionInfo.Number}, and this is Sonde {client}: name the same version with --image");
        if (result.GetValue(_podMemory) is { } limit && new MemoryGuard("/", "/proc/1/root").Left(limit) is { } left)
        {
            if (left < AgentMemory.Least - AgentMemory.Waiting)
                throw new PlaceException(AgentMemory.Refusal(left, limit, AgentMemory.Least - AgentMemory.Waiting));
            MemoryGuard.Limit(left);
        }

        _streams.HasClient = true;
        _streams.TellsProgress = result.GetValue(_progress);
        using var leash = new ClientLeash(Console.OpenStandardInput(), Grace, () => Environment.Exit((int)ExitCode.Interrupted), interrupt);
        return await new Application(Program.Commands(_streams)).RunAsync(words, _streams, leash.Token);
    }

    private static string? OtherOwner()
    {
        var proc = new ProcFileSystem();
        return proc.TryReadStatus(new ProcessId(1)) is { } target && proc.TryReadStatus(new ProcessId(Environment.ProcessId)) is { } self
            && (target.Uid.Effective, target.Gid.Effective) != (self.Uid.Effective, self.Gid.Effective)
                ? OwnerLine.Of(target.Uid.Effective, target.Gid.Effective)
                : null;
    }

    private static async Task InterruptedAsync(CancellationToken interrupt)
    {
        var ended = new TaskCompletionSource();
        await using CancellationTokenRegistration registration = interrupt.Register(ended.SetResult);
        await ended.Task;
    }
}
