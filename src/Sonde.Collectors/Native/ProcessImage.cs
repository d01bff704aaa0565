using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Native;

/// <summary>One program in one process: an exec starts another.</summary>
internal sealed class ProcessImage(ProcessId process, string name, JitCode? inherited = null)
{
    public ProcessId Process { get; } = process;

    /// <summary>The container it ran in; null for none.</summary>
    public string? Container { get; set; }

    /// <summary>Its <c>comm</c>, the latest one it gave itself.</summary>
    public string Name { get; set; } = name;

    /// <summary>The code that it generates.</summary>
    public JitCode Jit { get; } = new(inherited);
}
