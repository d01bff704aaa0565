using System.Text;
using System.Text.RegularExpressions;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;

namespace Sonde.Diagnosis.Sources.Bundles;

/// <summary>What <c>kubectl cluster-info dump</c> prints: lists as JSON, and logs between lines that name them.</summary>
internal static partial class ClusterDumpStream
{
    private static ReadOnlySpan<byte> Mark => "==== START logs for container "u8;

    /// <summary>Whether a text is JSON with logs in it.</summary>
    public static bool Recognises(ReadOnlySpan<byte> content) => content.IndexOf(Mark) >= 0;

    /// <summary>Adds the objects and the logs.</summary>
    public static void Read(byte[] content, string source, ClusterBuilder builder)
    {
        builder.AddLogs(Logs(content));
        using var objects = new MemoryStream();
        int at = 0;
        while (at < content.Length)
        {
            int begin = content.AsSpan(at).IndexOf(Mark);
            int end = begin < 0 ? content.Length : at + begin;
            objects.Write(content, at, end - at);
            if (begin < 0)
                break;
            // An empty log has its end on the next line; one that is cut off has none, and nothing follows.
            int close = content.AsSpan(end).IndexOf("==== END logs for container "u8);
            int line = close < 0 ? -1 : content.AsSpan(end + close).IndexOf((byte)'\n');
            at = line < 0 ? content.Length : end + close + line + 1;
        }

        JsonObjects.Read(objects.ToArray(), source, builder);
    }

    /// <summary>The logs in a text.</summary>
    public static MemoryLogs Logs(byte[] content)
    {
        var logs = new MemoryLogs();
        LogRequest? open = null;
        var lines = new Queue<string>();
        using var reader = new StreamReader(new MemoryStream(content), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (Begin().Match(line) is { Success: true } match)
            {
                open = new LogRequest(new ObjectRef("Pod", match.Groups["space"].Value, match.Groups["pod"].Value), match.Groups["container"].Value, false);
                lines.Clear();
            }
            else if (open is { } request && line.StartsWith("==== END logs for container ", StringComparison.Ordinal))
            {
                logs.Add(request, LogText.Lines(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
                open = null;
            }
            else if (open is not null)
            {
                lines.Enqueue(line);
                if (lines.Count > LogText.MostLines)
                    lines.Dequeue();
            }
        }

        return logs;
    }

    [GeneratedRegex("^==== START logs for container (?<container>[^ ]+) of pod (?<space>[^ /]+)/(?<pod>[^ ]+) ====$", RegexOptions.ExplicitCapture)]
    private static partial Regex Begin();
}
