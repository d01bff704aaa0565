using Sonde.Linux.Memory;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python;

/// <summary>A thread while the dump of its process is put together.</summary>
internal sealed class DumpedThread
{
    public required ThreadId Thread { get; init; }

    /// <summary>Its thread state; null for a thread without Python.</summary>
    public InterpreterThread? Python { get; init; }

    /// <summary><c>threading.get_ident</c> of it; 0 without Python.</summary>
    public ulong Identity { get; init; }

    public required string Name { get; init; }

    public PythonThreadState State { get; set; }

    public IReadOnlyList<DumpFrame> Frames { get; set; } = [];

    public string? Note { get; set; }

    /// <summary>The lock that it waits for.</summary>
    public FoundLock? Awaits { get; set; }

    /// <summary>It gives up after some time.</summary>
    public bool IsTimed { get; set; }

    /// <summary>Identity of the thread whose end it waits for; 0 for none.</summary>
    public ulong Joins { get; set; }

    /// <summary>Locks in whose <c>with</c> statements it is, and where; also the one that it awaits.</summary>
    public List<(UserAddress Lock, DumpFrame Place)> Entered { get; } = [];
}
