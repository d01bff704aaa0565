namespace Sonde.Places.Copying;

/// <summary>What was copied.</summary>
public sealed class CopyResult
{
    /// <summary>Files that were written.</summary>
    public int Files { get; internal set; }

    /// <summary>Files that were the same already.</summary>
    public int Same { get; internal set; }

    /// <summary>Files of which a beginning was there already.</summary>
    public int Resumed { get; internal set; }

    /// <summary>Bytes that came over.</summary>
    public long Bytes { get; internal set; }

    /// <summary>What could not be copied, a line each.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>SHA-256 of the file, in hex, when exactly one was copied; else empty.</summary>
    public string Hash { get; internal set; } = "";
}
