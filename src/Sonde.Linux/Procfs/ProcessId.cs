using System.Globalization;

namespace Sonde.Linux.Procfs;

/// <summary>A process ID (thread group ID) as this process's own PID namespace sees it.</summary>
public readonly record struct ProcessId(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
