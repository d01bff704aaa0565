using Sonde.Cli.Commands;
using Sonde.Cli.Terminal;

namespace Sonde.Cli;

/// <summary>The entry point, and the list of commands.</summary>
internal static class Program
{
    /// <summary>All commands, in the order in which help shows them.</summary>
    public static IReadOnlyList<SondeCommand> Commands(Streams streams) =>
    [
        new ProfileCommand(streams),
        new DumpCommand(streams),
        new TopCommand(streams),
        new InspectCommand(streams),
        new DebugCommand(streams),
        new PreflightCommand(streams),
        new ExecCommand(streams),
        new CopyCommand(streams),
        new OpenCommand(streams),
        new ReportCommand(streams),
        new DiffCommand(streams),
        new ConvertCommand(streams),
        new DiagnoseCommand(streams),
        new AuditCommand(streams),
        new TimelineCommand(streams),
        new SnapshotCommand(streams),
        new InstallCommand(streams),
        new UninstallCommand(streams),
        new VersionCommand(streams),
        new CompletionCommand(streams),
        new CompleteWordsCommand(streams),
        new AgentCommand(streams),
        new TransferCommand(streams),
    ];

    private static async Task<int> Main(string[] arguments)
    {
        using Streams streams = Streams.OfProcess();
        using var interrupt = new InterruptSignals();
        return (int)await new Application(Commands(streams)).RunAsync(arguments, streams, interrupt.Token);
    }
}
