namespace Sonde.Profiles.Formats.Pprof;

/// <summary>Recognises pprof by its first fields: protobuf has no magic number.</summary>
internal static class PprofHead
{
    private const ulong NumberFields =
        (1UL << PprofFields.Profile.DropFrames) | (1UL << PprofFields.Profile.KeepFrames)
        | (1UL << PprofFields.Profile.TimeNanos) | (1UL << PprofFields.Profile.DurationNanos)
        | (1UL << PprofFields.Profile.Period) | (1UL << PprofFields.Profile.DefaultSampleType)
        | (1UL << PprofFields.Profile.DocUrl);

    /// <summary>True when the fields that lie wholly in the head are fields of a profile, with their wire types.</summary>
    public static bool IsLikely(ReadOnlySpan<byte> head)
    {
        int position = 0;
        int fields = 0;
        while (position < head.Length)
        {
            int tag = head[position++];
            int field = tag >> 3, wireType = tag & 7;
            bool isNumber = (NumberFields >> field & 1) != 0;
            // Comments may be packed or not.
            bool fits = tag < 0x80 && field is >= PprofFields.Profile.SampleType and <= PprofFields.Profile.DocUrl
                && (wireType == (isNumber ? 0 : 2) || (field == PprofFields.Profile.Comment && wireType == 0));
            if (!fits)
                return false;
            if (!TryVarint(head, ref position, out ulong value))
                return position >= head.Length && fields > 0;
            if (field == PprofFields.Profile.SampleType && !IsValueType(head[position..], value))
                return false;
            fields++;
            if (wireType != 2)
                continue;
            if (value > (ulong)(head.Length - position))
                return fields > 0 || head.Length == ProfileFormats.HeadLength;
            position += (int)value;
        }

        return fields > 0;
    }

    // A value type is two small numbers; this tells text that starts with a newline from field 1 of a profile.
    private static bool IsValueType(ReadOnlySpan<byte> rest, ulong length) =>
        length <= 12 && (length == 0 || rest.IsEmpty || rest[0] is 0x08 or 0x10);

    private static bool TryVarint(ReadOnlySpan<byte> data, ref int position, out ulong value)
    {
        value = 0;
        for (int shift = 0; position < data.Length && shift < 64; shift += 7)
        {
            byte b = data[position++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return true;
        }

        return false;
    }
}
