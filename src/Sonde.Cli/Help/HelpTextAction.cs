using System.CommandLine;
using System.CommandLine.Invocation;
using Sonde.Cli.Commands;

namespace Sonde.Cli.Help;

/// <summary>What <c>--help</c> does.</summary>
internal sealed class HelpTextAction(IReadOnlyList<SondeCommand> commands) : SynchronousCommandLineAction
{
    /// <summary>Help is shown even when the rest of the line is wrong.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is SondeCommand command)
            HelpText.Write(command, output);
        else
            HelpText.WriteOverview((RootCommand)parseResult.RootCommandResult.Command, commands, output);
        return (int)ExitCode.Done;
    }
}
