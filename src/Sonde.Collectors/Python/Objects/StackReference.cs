using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// What a frame's locals and its value stack hold: up to 3.13 addresses of objects, then <c>_PyStackRef</c>s, whose low bits tell who counts
/// the reference, or that it is no reference but a small integer (Include/internal/pycore_stackref.h).
/// </summary>
internal static class StackReference
{
    private const ulong TagBits = 3, IntegerTag = 3;

    /// <summary>The object that a word refers to; null for none.</summary>
    /// <param name="word">The word.</param>
    /// <param name="offsets">Of the target's version.</param>
    /// <param name="isInteger">The word itself is an integer.</param>
    public static UserAddress Untag(ulong word, PythonOffsets offsets, out bool isInteger)
    {
        isInteger = false;
        if (offsets.Minor < 14)
            return new UserAddress(word);
        isInteger = (word & TagBits) == IntegerTag;
        return isInteger ? UserAddress.Null : new UserAddress(word & ~TagBits);
    }
}
