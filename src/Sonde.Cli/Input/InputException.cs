using Sonde.Cli.Output;

namespace Sonde.Cli.Input;

/// <summary>A file cannot be read. The message is one line for the user: where, why and what to do next.</summary>
internal sealed class InputException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Explains why a file could not be read.</summary>
    public static InputException For(string name, Exception cause) => new(
        cause switch
        {
            FileNotFoundException or DirectoryNotFoundException => $"cannot read {name}: there is no such file",
            UnauthorizedAccessException when Directory.Exists(name) => $"cannot read {name}: it is a folder: name a file",
            UnauthorizedAccessException => $"cannot read {name}: permission denied",
            _ => $"cannot read {name}: {OutputException.Reason(cause)}",
        },
        cause);
}
