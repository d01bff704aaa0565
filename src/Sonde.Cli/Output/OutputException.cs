namespace Sonde.Cli.Output;

/// <summary>A result cannot be written. The message is one line for the user: where, why and what to do next.</summary>
internal sealed class OutputException : Exception
{
    // Linux error numbers (asm-generic/errno.h, errno-base.h); .NET puts them into HResult.
    private const int NoSpace = 28, ReadOnlyFileSystem = 30, QuotaExceeded = 122;

    /// <summary>Creates the error from a finished sentence.</summary>
    public OutputException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Explains why a file could not be written.</summary>
    public static OutputException For(string path, Exception cause) =>
        new($"cannot write {path}: {Reason(cause)}", cause);

    /// <summary>The cause in words, with what to do next where there is something to do.</summary>
    public static string Reason(Exception cause) => cause switch
    {
        UnauthorizedAccessException => "permission denied: choose another place with -o, or run as its owner",
        DirectoryNotFoundException => "its folder does not exist: create it first, or choose another place with -o",
        IOException { HResult: NoSpace } => "the disk is full: free some space, or choose another place with -o",
        IOException { HResult: QuotaExceeded } => "the disk quota is used up: free some space, or choose another place with -o",
        IOException { HResult: ReadOnlyFileSystem } => "the file system is read-only: choose another place with -o",
        _ => cause.Message.TrimEnd('.'),
    };
}
