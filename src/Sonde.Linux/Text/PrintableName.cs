namespace Sonde.Linux.Text;

/// <summary>Names that other processes chose, made safe for a terminal.</summary>
public static class PrintableName
{
    /// <summary>Replaces control characters, which could move the cursor or end the line.</summary>
    public static string Of(string name) => name.Any(char.IsControl)
        ? string.Concat(name.Select(c => char.IsControl(c) ? '?' : c))
        : name;
}
