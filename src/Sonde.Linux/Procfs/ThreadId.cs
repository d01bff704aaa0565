using System.Globalization;

namespace Sonde.Linux.Procfs;

/// <summary>A thread ID (what <c>gettid</c> returns) as this process's own PID namespace sees it.</summary>
public readonly record struct ThreadId(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
