using System.Globalization;
using System.Net;

namespace Sonde.Diagnosis.Shares.Requests;

/// <summary>Parts of requests, as logs write them.</summary>
internal static class RequestText
{
    private const int MostSegments = 6, LongestSegment = 40, FewestHexDigits = 8;

    private static readonly string[] TimeFormats = ["dd/MMM/yyyy:HH:mm:ss zzz", "dd/MMM/yyyy HH:mm:ss"];

    /// <summary>A path that many requests can share: without host and query, with a <c>*</c> for each number, UUID or hash.</summary>
    public static string Path(string target)
    {
        int scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            int slash = target.IndexOf('/', scheme + 3);
            target = slash < 0 ? "/" : target[slash..];
        }

        int end = target.AsSpan().IndexOfAny('?', '#', ';');
        if (end >= 0)
            target = target[..end];
        string[] segments = target.Split('/');
        IEnumerable<string> kept = segments.Take(MostSegments + 1).Select(segment => IsName(segment) ? "*" : segment);
        return string.Join('/', segments.Length > MostSegments + 1 ? kept.Append("…") : kept);
    }

    /// <summary>An address or a host without scheme, port and path; empty for none. Of several the first.</summary>
    public static string Host(string text)
    {
        text = text.Trim();
        int comma = text.IndexOf(',', StringComparison.Ordinal);
        if (comma >= 0)
            text = text[..comma];
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
            text = text[(scheme + 3)..];
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
            text = text[..slash];
        if (text.Length == 0 || text == "-")
            return "";
        if (IPEndPoint.TryParse(text, out IPEndPoint? found))
            return found.Address.ToString();
        int colon = text.LastIndexOf(':');
        return (colon > 0 ? text[..colon] : text).ToLowerInvariant();
    }

    /// <summary>A text that is not the dash which logs write for nothing.</summary>
    public static string Told(string text) => text == "-" ? "" : text;

    /// <summary>A status; null when it is none (RFC 9110: three digits, 100 to 599).</summary>
    public static int? Status(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int status) && status is >= 100 and <= 599 ? status : null;

    /// <summary>A time as common logs and ISO 8601 write it; without a zone UTC.</summary>
    public static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
        || (text.Length > 0 && char.IsAsciiDigit(text[0]) && text.Contains('-', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time))
            ? time.ToUniversalTime()
            : null;

    /// <summary>It names one thing of many: a number, a UUID, a hash, or something longer than words are.</summary>
    private static bool IsName(string segment) => segment.Length > LongestSegment
        || (segment.Length > 0 && segment.All(char.IsAsciiDigit))
        || (segment.Length >= FewestHexDigits && segment.Any(char.IsAsciiDigit) && segment.All(c => char.IsAsciiHexDigit(c) || c == '-'));
}
