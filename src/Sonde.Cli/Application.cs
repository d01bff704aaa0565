using System.CommandLine;
using System.CommandLine.Help;
using Sonde.Cli.Commands;
using Sonde.Cli.Help;
using Sonde.Cli.Terminal;
using Sonde.Linux;

namespace Sonde.Cli;

/// <summary>The program: its list of commands, and the one place where an error becomes a line and an exit code.</summary>
internal sealed class Application
{
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    /// <summary>Puts the commands under one root.</summary>
    public Application(IReadOnlyList<SondeCommand> commands)
    {
        Root = new RootCommand("Sees into running processes and containers: where the time goes, and what they are doing.");
        Root.Options.Clear();
        var help = new HelpOption("--help", "-h")
        {
            Description = "Shows help for a command",
            Recursive = true,
            Action = new HelpTextAction(commands),
        };
        Root.Add(help);
        foreach (SondeCommand command in commands)
            Root.Add(command);
        Root.SetAction(result => new HelpTextAction(commands).Invoke(result));
    }

    /// <summary>The root of all commands.</summary>
    public RootCommand Root { get; }

    /// <summary>Parses a command line as the program does.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments) => Root.Parse(arguments, Parser);

    /// <summary>Runs a command line. Expected failures are written as one line; a bug leaves as the exception it is.</summary>
    public async Task<ExitCode> RunAsync(IReadOnlyList<string> arguments, Streams streams, CancellationToken interrupt)
    {
        try
        {
            ParseResult result = Parse(arguments);
            bool isHelp = result.Action is HelpTextAction;
            if (!isHelp && UsageErrors.Find(result) is { } error)
            {
                streams.WriteError($"{error} (see '{CommandPath(result)} --help')");
                return ExitCode.Usage;
            }

            var configuration = new InvocationConfiguration
            {
                Output = streams.Out,
                Error = streams.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            int code = await result.InvokeAsync(configuration, interrupt);
            streams.Flush();
            return (ExitCode)code;
        }
        catch (Exception exception) when (ErrorLines.Explain(exception, interrupt) is { } failure)
        {
            if (exception is TargetException { Error: TargetError.PermissionDenied })
                streams.WriteDenied(failure.Line);
            else if (failure.Line.Length > 0)
                streams.WriteError(failure.Line);
            return failure.Code;
        }
    }

    private static string CommandPath(ParseResult result) =>
        result.CommandResult.Command is RootCommand ? "sonde" : $"sonde {result.CommandResult.Command.Name}";
}
