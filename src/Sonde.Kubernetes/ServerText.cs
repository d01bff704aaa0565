namespace Sonde.Kubernetes;

/// <summary>What a server, a node or a program said, for one line of a terminal.</summary>
public static class ServerText
{
    private const int Longest = 600;

    /// <summary>The text on one line without control characters and closing full stops, cut at 600 characters.</summary>
    public static string OneLine(string text)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        line = string.Concat(line.Select(c => char.IsControl(c) ? '?' : c)).TrimEnd('.');
        return line.Length > Longest ? line[..Longest] + "…" : line;
    }
}
