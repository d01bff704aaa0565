using System.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Terminal;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde completion</c>: prints a script that a shell loads.</summary>
internal sealed class CompletionCommand : SondeCommand
{
    /// <summary>Shell and the resource that holds its script (Completion/).</summary>
    private static readonly (string Shell, string Resource)[] Scripts = [("bash", "bash.sh"), ("zsh", "zsh.zsh"), ("fish", "fish.fish")];

    private readonly Streams _streams;
    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh or fish" };

    /// <summary>Creates the command.</summary>
    public CompletionCommand(Streams streams)
        : base("completion", "How do I get completion in my shell? Prints a script for bash, zsh or fish.")
    {
        _streams = streams;
        _shell.CompletionSources.Add([.. Scripts.Select(script => script.Shell)]);
        Add(_shell);
        SetAction(result => (int)Run(result.GetRequiredValue(_shell)));
    }

    /// <inheritdoc/>
    public override string Synopsis => "bash|zsh|fish";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("source <(sonde completion bash)", "For this shell; put the line into ~/.bashrc for every one."),
        new("source <(sonde completion zsh)", "The same for zsh and ~/.zshrc."),
        new("sonde completion fish > ~/.config/fish/completions/sonde.fish", "For every fish."),
    ];

    /// <inheritdoc/>
    public override string? Check(ParseResult result)
    {
        string shell = result.GetRequiredValue(_shell);
        string[] known = [.. Scripts.Select(script => script.Shell)];
        return known.Contains(shell) ? null : $"unknown shell '{shell}': use {UsageErrors.Alternatives(known)}";
    }

    private ExitCode Run(string shell)
    {
        string resource = Scripts.First(script => script.Shell == shell).Resource;
        using Stream stream = typeof(CompletionCommand).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not built in");
        using var reader = new StreamReader(stream);
        _streams.Out.Write(reader.ReadToEnd());
        return ExitCode.Done;
    }
}
