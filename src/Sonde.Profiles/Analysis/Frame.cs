using System.Globalization;

namespace Sonde.Profiles.Analysis;

/// <summary>One function as the pictures and tables show it.</summary>
/// <param name="Name">Function name; <c>module+0xoffset</c> when no symbol is known; never empty.</param>
/// <param name="FileName">Source file, empty when unknown.</param>
/// <param name="StartLine">First line of the function, 0 when unknown.</param>
/// <param name="Module">Path of the mapping or a name of <see cref="WellKnownMappings"/>, empty when unknown.</param>
/// <param name="Kind">Kind of code.</param>
/// <param name="IsInterpreted">The code has no address: its place is a file and a line, which the label shows.</param>
public sealed record Frame(
    string Name, string FileName, int StartLine, string Module, FrameKind Kind, bool IsInterpreted)
{
    /// <summary>What stands where nothing is known.</summary>
    public const string UnknownName = "[unknown]";

    // perf and /proc/kallsyms write a kernel module as [nf_conntrack].
    private static readonly char[] BracketsOfModules = ['[', ']'];

    /// <summary>The last part of <see cref="FileName"/>.</summary>
    public string ShortFileName => LastPart(FileName);

    /// <summary>The last part of <see cref="Module"/>.</summary>
    public string ShortModule => LastPart(Module);

    /// <summary>No symbol is known: the name is module and offset.</summary>
    public bool IsUnnamed => ShortModule.Length > 0 && Name.StartsWith(ShortModule + "+0x", StringComparison.Ordinal);

    /// <summary>
    /// The label in a graph or table: <c>function (file.py:line)</c> for interpreted code, else the name alone.
    /// </summary>
    /// <param name="line">The line to show; 0 for none.</param>
    public string Label(int line)
    {
        if (!IsInterpreted || FileName.Length == 0)
            return Name;
        return line > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Name} ({ShortFileName}:{line})")
            : $"{Name} ({ShortFileName})";
    }

    /// <summary>
    /// Name and whatever tells a stranger where that is: file and line, else the module, for example
    /// <c>memcpy (libc.so.6)</c>.
    /// </summary>
    /// <param name="line">The line to show; 0 for none.</param>
    public string Place(int line)
    {
        if (IsInterpreted)
            return Label(line);
        if (FileName.Length > 0 && line > 0)
            return string.Create(CultureInfo.InvariantCulture, $"{Name} ({ShortFileName}:{line})");
        return Kind == FrameKind.Kernel ? $"{Name} ({(Module == WellKnownMappings.Kernel ? "kernel" : ShortModule.Trim(BracketsOfModules))})"
            : ShortModule.Length > 0 && !IsUnnamed ? $"{Name} ({ShortModule})"
            : Name;
    }

    private static string LastPart(string path) => path[(path.LastIndexOf('/') + 1)..];
}
