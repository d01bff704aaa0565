using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sonde.Inspection.KernelFindings;

/// <summary>
/// Reads the latest errors of the kubelet and the container runtime: from systemd's journal by <c>journalctl</c>, or from the files that
/// nodes without systemd write.
/// </summary>
internal static partial class NodeJournal
{
    private const int MostLines = 2000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly string[] Units = ["kubelet", "containerd", "crio", "docker"];

    /// <summary>Reads; null when neither the journal nor a file has anything of them.</summary>
    /// <param name="root">What stands before <c>/var/log</c>.</param>
    public static IReadOnlyList<JournalError>? TryRead(string root = "") => TryReadJournal() ?? TryReadFiles(root);

    /// <summary>Parses what <c>journalctl -o json</c> prints: an object a line (systemd.journal-fields(7)).</summary>
    internal static IReadOnlyList<JournalError> ParseJournal(IEnumerable<string> lines)
    {
        var errors = new List<JournalError>();
        foreach (string line in lines)
        {
            try
            {
                using JsonDocument json = JsonDocument.Parse(line);
                if (Text(json, "MESSAGE") is not { } message || !IsError(message))
                    continue;
                string unit = Text(json, "SYSLOG_IDENTIFIER") ?? Text(json, "_SYSTEMD_UNIT") ?? "?";
                DateTimeOffset? time = long.TryParse(Text(json, "__REALTIME_TIMESTAMP"), CultureInfo.InvariantCulture, out long microseconds)
                    ? DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds) : null;
                errors.Add(new JournalError(unit, time, Shorten(message)));
            }
            catch (JsonException)
            {
                // A line that was cut where the output ended.
            }
        }

        return errors;
    }

    /// <summary>Parses lines of a log file.</summary>
    internal static IReadOnlyList<JournalError> ParseFile(string unit, IEnumerable<string> lines) =>
        [.. lines.Where(IsError).Select(line => new JournalError(unit, null, Shorten(line)))];

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    private static bool IsError(string line) => Error().IsMatch(line);

    /// <summary>What names one occurrence (time, IDs, pods) goes, so that the same trouble is one line.</summary>
    private static string Shorten(string line)
    {
        string text = Message().Match(line) is { Success: true } quoted ? quoted.Groups["text"].Value : Head().Replace(line, "");
        return Varying().Replace(text, "…").Trim();
    }

    private static List<JournalError>? TryReadFiles(string root)
    {
        List<JournalError>? errors = null;
        foreach (string unit in Units)
        {
            string path = $"{root}/var/log/{unit}.log";
            try
            {
                if (File.Exists(path))
                    (errors ??= []).AddRange(ParseFile(unit, File.ReadLines(path).TakeLast(MostLines)));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                continue; // not ours to read
            }
        }

        return errors;
    }

    private static IReadOnlyList<JournalError>? TryReadJournal()
    {
        // Without a running journal the program may be there all the same.
        if (!Directory.Exists("/run/log/journal") && !Directory.Exists("/var/log/journal"))
            return null;
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(
                "journalctl",
                ["-o", "json", "--no-pager", "-q", "--since", "-30min", "-n", MostLines.ToString(CultureInfo.InvariantCulture), .. Units.SelectMany(unit => (string[])["-t", unit])])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            if (process is null)
                return null;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            if (!output.Wait(Patience))
            {
                process.Kill();
                return null;
            }

            // A journal in which neither has ever said anything is not theirs.
            return output.Result.Length > 0 ? ParseJournal(output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries)) : null;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            return null; // no such program
        }
    }

    // klog begins errors with E and the date; containerd writes level=error, CRI-O and Docker the same.
    [GeneratedRegex(@"(^|\s)[EF]\d{4} \d\d:\d\d:\d\d|\blevel=(error|fatal)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Error();

    [GeneratedRegex(@"\bmsg=""(?<text>(\\.|[^""\\])*)""|\] ""(?<text>(\\.|[^""\\])*)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Message();

    [GeneratedRegex(@"^.*?[EF]\d{4} [\d:.]+\s+\d+ \S+\] ?")]
    private static partial Regex Head();

    [GeneratedRegex(@"\b[0-9a-f]{12,64}\b|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b\d{2,}\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Varying();
}
