namespace Sonde.Cli.Tests;

/// <summary>What a command line did.</summary>
internal sealed record CommandLineResult(ExitCode Code, string Output, string Error);
