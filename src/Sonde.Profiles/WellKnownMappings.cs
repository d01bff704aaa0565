namespace Sonde.Profiles;

/// <summary>File names of mappings that are no files. The name tells the language of a frame.</summary>
public static class WellKnownMappings
{
    /// <summary>The kernel and its modules, as perf's pprof converters name it.</summary>
    public const string Kernel = "[kernel.kallsyms]";

    /// <summary>The virtual dynamic shared object that the kernel maps into every process.</summary>
    public const string Vdso = "[vdso]";

    /// <summary>Python functions: frames of the interpreter's own stack.</summary>
    public const string Python = "[python]";

    /// <summary>Code that a just-in-time compiler wrote to anonymous memory.</summary>
    public const string Jit = "[jit]";
}
