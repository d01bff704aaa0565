namespace Sonde.Cli;

/// <summary>The command line is wrong in a way that only shows after parsing. The message is one line for the user.</summary>
internal sealed class UsageException(string message) : Exception(message);
