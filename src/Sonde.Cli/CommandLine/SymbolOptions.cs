using System.CommandLine;
using Sonde.Cli.Terminal;
using Sonde.Linux.Symbols;

namespace Sonde.Cli.CommandLine;

/// <summary>The options of every command that gives code its names: <c>--debug-dir</c> and <c>--debuginfod</c>.</summary>
internal sealed class SymbolOptions
{
    private const string ServersVariable = "DEBUGINFOD_URLS";

    private readonly Option<string[]> _folders = new("--debug-dir")
    {
        HelpName = "DIR",
        Description = "A folder with debug files, laid out like /usr/lib/debug or flat, to look in first; may be repeated",
    };

    private readonly Option<string?> _server = new("--debuginfod")
    {
        HelpName = "URL",
        Description = "A debuginfod server to ask for debug files that are not here, by build ID, after sampling. "
            + $"Without it those of ${ServersVariable} are asked, if it is set; 'off' asks none",
    };

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_folders);
        command.Add(_server);
    }

    /// <summary>Reads the options; the caller disposes the result.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="streams">Where downloads are told.</param>
    /// <param name="interrupt">Ends downloads.</param>
    /// <exception cref="UsageException">A folder does not exist, or an address is none.</exception>
    public SymbolPlaces Read(ParseResult result, Streams streams, CancellationToken interrupt)
    {
        string[] folders = result.GetValue(_folders) ?? [];
        if (folders.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
            throw new UsageException($"--debug-dir {missing}: there is no such folder");
        string? own = result.GetValue(_server);
        string addresses = own ?? Environment.GetEnvironmentVariable(ServersVariable) ?? "";
        if (own == "off" || string.IsNullOrWhiteSpace(addresses))
            return new SymbolPlaces { Folders = folders };
        if (!DebugServer.TryParse(addresses, out IReadOnlyList<Uri> servers, out string? wrong))
            throw new UsageException($"{(own is null ? ServersVariable : "--debuginfod")}: '{wrong}' is no address: write https://HOST or http://HOST");
        var options = new DebugServerOptions { Progress = streams.WriteTalk };
        return new SymbolPlaces { Folders = folders, Server = new DebugServer(servers, options, interrupt) };
    }
}
