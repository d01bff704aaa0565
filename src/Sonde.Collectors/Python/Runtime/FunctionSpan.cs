namespace Sonde.Collectors.Python;

/// <summary>The addresses of a function's code, or of a part of it.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">How many bytes it has.</param>
internal readonly record struct FunctionSpan(ulong Start, ulong Length)
{
    /// <summary>True when an address lies in it.</summary>
    public bool Contains(ulong address) => address - Start < Length;
}
