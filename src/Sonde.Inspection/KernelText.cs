namespace Sonde.Inspection;

/// <summary>Reads small files of the kernel: what has gone or is forbidden is empty.</summary>
internal static class KernelText
{
    /// <summary>The content; null when it cannot be read.</summary>
    public static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The lines; none when it cannot be read.</summary>
    public static string[] ReadLines(string path) => TryRead(path)?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>The first number in a file; null when there is none.</summary>
    public static long? TryReadNumber(string path) =>
        long.TryParse(TryRead(path)?.Split([' ', '\t', '\n'], 2)[0], System.Globalization.CultureInfo.InvariantCulture, out long value) ? value : null;
}
