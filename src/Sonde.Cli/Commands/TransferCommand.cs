using System.CommandLine;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Copying;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Collectors.Session.Targets;
using Sonde.Linux.Procfs;
using Sonde.Places.Agent;
using Sonde.Places.Copying;

namespace Sonde.Cli.Commands;

/// <summary>The other end of <c>sonde cp</c>, in a pod: sends or receives files of a target by stdin and stdout.</summary>
internal sealed class TransferCommand : SondeCommand
{
    private readonly Streams _streams;
    private readonly TargetArgument _target = new("transfer", takesCommand: false, TargetGrammar.Local);
    private readonly Option<string?> _send = new("--send") { HelpName = "PATH", Description = "Sends this file or folder" };
    private readonly Option<string?> _receive = new("--receive") { HelpName = "PATH", Description = "Puts what is sent there" };
    private readonly Option<string> _name = new("--name") { HelpName = "NAME", Description = "The name of what is sent", DefaultValueFactory = _ => "" };
    private readonly Option<string?> _client = new("--client") { HelpName = "VERSION", Description = "Version of the Sonde that asks" };

    /// <summary>Creates the command.</summary>
    public TransferCommand(Streams streams)
        : base("transfer", "What runs in a pod for 'sonde cp'?")
    {
        _streams = streams;
        Hidden = true;
        Add(_target);
        foreach (Option option in (Option[])[_send, _receive, _name, _client])
            Add(option);
        SetAction(result => (int)Run(result));
    }

    /// <inheritdoc/>
    public override string Synopsis => "TARGET --send PATH | --receive PATH --name NAME";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples => [new("sonde transfer pid:1 --send /etc/hosts", "Sends a file of process 1.")];

    private ExitCode Run(ParseResult result)
    {
        FirstToGo.Apply();
        if (result.GetValue(_client) is { } client && client != VersionInfo.Number)
            _streams.WriteTalk($"the image holds Sonde {VersionInfo.Number}, and this is Sonde {client}: name the same version with --image");
        var proc = new ProcFileSystem();
        LocalFiles files = LocalFiles.Of(proc, LocalProcess.Of(proc, _target.Read(result)));
        using Stream input = Console.OpenStandardInput();
        if (result.GetValue(_send) is { } send)
        {
            files.Send(send).Run(input, _streams.Data);
            return ExitCode.Done;
        }

        CopyResult copied = files.Receive(
            result.GetValue(_receive) ?? throw new UsageException("--send or --receive is missing"), result.GetValue(_name)!, input, _streams.Data);
        foreach (string problem in copied.Problems)
            _streams.WriteTalk(problem);
        _streams.WriteTalk(CopyText.Summary(copied));
        return copied.Problems.Count > 0 ? ExitCode.Incomplete : ExitCode.Done;
    }
}
