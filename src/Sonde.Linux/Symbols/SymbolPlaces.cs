namespace Sonde.Linux.Symbols;

/// <summary>Where debug files are looked for besides the target's own files and <c>/usr/lib/debug</c>.</summary>
public sealed record SymbolPlaces : IDisposable
{
    /// <summary>Nowhere else.</summary>
    public static readonly SymbolPlaces Standard = new();

    /// <summary>Folders on this machine with debug files, laid out like <c>/usr/lib/debug</c> or flat, to look in first.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>A server to ask last; null for none.</summary>
    public DebugServer? Server { get; init; }

    /// <summary>Closes the connections to the server.</summary>
    public void Dispose() => Server?.Dispose();
}
