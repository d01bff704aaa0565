using System.Buffers.Text;

namespace Sonde.Linux.Procfs;

/// <summary>Takes fields off a line of bytes; fields are separated by one or more spaces or tabs.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> line)
{
    private ReadOnlySpan<byte> _rest = line;

    /// <summary>What has not been taken yet, without leading blanks.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest.TrimStart(" \t"u8);

    /// <summary>Takes the next field; false at the end of the line.</summary>
    public bool TryRead(out ReadOnlySpan<byte> field)
    {
        ReadOnlySpan<byte> rest = Rest;
        int end = rest.IndexOfAny(" \t"u8);
        field = end < 0 ? rest : rest[..end];
        _rest = end < 0 ? default : rest[end..];
        return !field.IsEmpty;
    }

    /// <summary>Passes over fields; false when there are fewer.</summary>
    public bool TrySkip(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!TryRead(out _))
                return false;
        }

        return true;
    }

    /// <summary>Takes a decimal number; false when the next field is none.</summary>
    public bool TryReadInt64(out long value)
    {
        value = 0;
        return TryRead(out ReadOnlySpan<byte> field) && Utf8Parser.TryParse(field, out value, out int used)
            && used == field.Length;
    }

    /// <summary>Takes a decimal number; false when the next field is none.</summary>
    public bool TryReadUInt64(out ulong value)
    {
        value = 0;
        return TryRead(out ReadOnlySpan<byte> field) && Utf8Parser.TryParse(field, out value, out int used)
            && used == field.Length;
    }

    /// <summary>Takes a decimal number of 32 bits; false when the next field is none.</summary>
    public bool TryReadInt32(out int value)
    {
        value = 0;
        return TryRead(out ReadOnlySpan<byte> field) && Utf8Parser.TryParse(field, out value, out int used)
            && used == field.Length;
    }
}
