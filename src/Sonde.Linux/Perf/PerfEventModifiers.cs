namespace Sonde.Linux.Perf;

/// <summary>What of an event counts, as perf(1) writes it behind a colon: <c>cycles:u</c>, <c>instructions:kpp</c>.</summary>
/// <param name="ExcludesKernel">Only what happens in programs.</param>
/// <param name="ExcludesUser">Only what happens in the kernel.</param>
/// <param name="Precision">How near a sample's address must be to the instruction (<c>precise_ip</c>): 0 to 3.</param>
public readonly record struct PerfEventModifiers(bool ExcludesKernel, bool ExcludesUser, int Precision)
{
    private const int MaxPrecision = 3;

    /// <summary>Reads the letters <c>u</c>, <c>k</c>, <c>h</c> (the hypervisor, which is never sampled), <c>p</c> up to three times.</summary>
    /// <returns>False when another letter is among them.</returns>
    public static bool TryParse(ReadOnlySpan<char> letters, out PerfEventModifiers modifiers)
    {
        modifiers = default;
        int precision = letters.Count('p');
        if (letters.IsEmpty || letters.ContainsAnyExcept("ukhp") || precision > MaxPrecision)
            return false;
        bool user = letters.Contains('u'), kernel = letters.Contains('k'), isChosen = user || kernel || letters.Contains('h');
        modifiers = new(isChosen && !kernel, isChosen && !user, precision);
        return true;
    }
}
