using System.Buffers;
using System.Buffers.Text;

namespace Sonde.Profiles.Formats;

/// <summary>Splits a line of collapsed stacks.</summary>
internal static class CollapsedLine
{
    private static readonly SearchValues<byte> DigitsAndPoint = SearchValues.Create("0123456789."u8);

    /// <summary>Whether a line tells of the run that the stacks are from, as austin's do: <c># mode: wall</c>.</summary>
    public static bool IsComment(ReadOnlySpan<byte> line)
    {
        int end = line.IndexOf((byte)'\n');
        ReadOnlySpan<byte> one = end < 0 ? line : line[..end];
        return one.StartsWith("# "u8) && one.Contains((byte)':') && !one.Contains((byte)';');
    }

    /// <summary>Finds the stack and its count, which follows the last space or tab; a fraction is rounded.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> stack, out long count)
    {
        line = line.TrimEnd("\r \t"u8);
        int space = line.LastIndexOfAny((byte)' ', (byte)'\t');
        stack = line[..Math.Max(space, 0)];
        count = 0;
        if (stack.IsEmpty)
            return false;
        ReadOnlySpan<byte> number = line[(space + 1)..];
        if (Utf8Parser.TryParse(number, out count, out int used) && used == number.Length)
            return true;
        if (number.ContainsAnyExcept(DigitsAndPoint)
            || !Utf8Parser.TryParse(number, out decimal fraction, out used) || used != number.Length || fraction > long.MaxValue)
            return false;
        count = (long)decimal.Round(fraction);
        return true;
    }
}
