using System.CommandLine;
using System.Text.Json;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde version</c>.</summary>
internal sealed class VersionCommand : SondeCommand
{
    private readonly Streams _streams;
    private readonly Option<string?> _output = SondeOptions.Output("text (default) or json", ["text", "json"]);

    /// <summary>Creates the command.</summary>
    public VersionCommand(Streams streams)
        : base("version", "Which version of sonde is this, and what does it run on?")
    {
        _streams = streams;
        Add(_output);
        SetAction(result => (int)Run(result.GetValue(_output) ?? "text"));
    }

    /// <inheritdoc/>
    public override string Synopsis => "[OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde version", "Version, commit, runtime and kernel."),
        new("sonde version -o json", "The same for a program."),
    ];

    /// <inheritdoc/>
    public override string? Check(ParseResult result) => result.GetValue(_output) is null or "text" or "json"
        ? null
        : $"unknown format '{result.GetValue(_output)}': use text or json";

    private ExitCode Run(string format)
    {
        VersionInfo info = VersionInfo.OfThisProgram();
        if (format == "json")
        {
            _streams.Out.WriteLine(JsonSerializer.Serialize(info, SondeJson.Indented.VersionInfo));
            return ExitCode.Done;
        }

        string commit = info.Commit is null ? "" : $" ({info.Commit})";
        _streams.Out.WriteLine($"sonde {info.Version}{commit}");
        _streams.Out.WriteLine($"runtime {info.Runtime}, {info.Architecture}");
        _streams.Out.WriteLine($"on {info.OperatingSystem}, kernel {info.Kernel}");
        return ExitCode.Done;
    }
}
