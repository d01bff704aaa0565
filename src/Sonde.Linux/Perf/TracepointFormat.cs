using System.Globalization;
using System.Text.RegularExpressions;

namespace Sonde.Linux.Perf;

/// <summary>The fields that a tracepoint records, from its <c>format</c> file in tracefs.</summary>
public sealed partial class TracepointFormat
{
    private readonly Dictionary<string, (int Offset, int Size)> _fields = new(StringComparer.Ordinal);

    private TracepointFormat()
    {
    }

    /// <summary>Reads a format file's text; lines that are no field are left out.</summary>
    public static TracepointFormat Parse(string text)
    {
        var format = new TracepointFormat();
        foreach (Match match in FieldLine().Matches(text))
        {
            if (int.TryParse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out int offset)
                && int.TryParse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture, out int size))
                format._fields[match.Groups[1].Value] = (offset, size);
        }

        return format;
    }

    /// <summary>A field that holds a number.</summary>
    /// <param name="name">Its name, for example <c>prev_state</c>.</param>
    /// <returns>Reads it from <see cref="PerfRecord.Raw"/>; null when there is no such field of 1, 2, 4 or 8 bytes.</returns>
    public TracepointField? Find(string name) =>
        _fields.TryGetValue(name, out (int Offset, int Size) field) && field.Size is 1 or 2 or 4 or 8
            ? new TracepointField(field.Offset, field.Size)
            : null;

    // "\tfield:pid_t prev_pid;\toffset:24;\tsize:4;\tsigned:1;"; an array has [16] behind its name.
    [GeneratedRegex(@"^\s*field:[^;]*?(\w+)(?:\[[^;\]]*\])?;\s*offset:(\d{1,5});\s*size:(\d{1,5});", RegexOptions.Multiline)]
    private static partial Regex FieldLine();
}
