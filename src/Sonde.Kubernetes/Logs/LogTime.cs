using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Sonde.Kubernetes.Logs;

/// <summary>When a line was written, to the nanosecond, as runtimes stamp them (RFC 3339 with up to nine digits).</summary>
/// <param name="Nanoseconds">Nanoseconds since 1970 in UTC.</param>
public readonly record struct LogTime(long Nanoseconds)
{
    private const long PerSecond = 1_000_000_000;

    /// <summary>The time to the 100 nanoseconds that .NET knows.</summary>
    public DateTimeOffset Time => DateTimeOffset.UnixEpoch.AddTicks(Nanoseconds / 100);

    /// <summary>Reads the time at the beginning of a line.</summary>
    /// <param name="line">Time, a space, text.</param>
    /// <param name="time">The time.</param>
    /// <param name="length">Bytes of the time and of the space behind it.</param>
    /// <returns>False when the line does not begin with a time.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out LogTime time, out int length)
    {
        time = default;
        int space = line.IndexOf((byte)' ');
        length = (space < 0 ? line.Length : space) + (space < 0 ? 0 : 1);
        ReadOnlySpan<byte> word = space < 0 ? line : line[..space];
        // 2006-01-02T15:04:05 and at least a zone.
        if (word.Length is < 20 or > 40 || !Ascii.IsValid(word) || word[10] != (byte)'T')
            return false;
        int zone = 19;
        long fraction = 0;
        if (word[19] == (byte)'.')
        {
            zone = 20;
            while (zone < word.Length && word[zone] is >= (byte)'0' and <= (byte)'9')
                zone++;
            int digits = zone - 20;
            if (digits is 0 or > 9 || !Utf8Parser.TryParse(word[20..zone], out fraction, out _))
                return false;
            for (int i = digits; i < 9; i++)
                fraction *= 10;
        }

        string whole = Encoding.ASCII.GetString(word[..19]) + Encoding.ASCII.GetString(word[zone..]);
        if (!DateTimeOffset.TryParseExact(
                whole, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset seconds)
            || zone == word.Length || seconds.Year is < 1970 or > 2200)
        {
            return false;
        }

        time = new LogTime((seconds.ToUnixTimeSeconds() * PerSecond) + fraction);
        return true;
    }
}
