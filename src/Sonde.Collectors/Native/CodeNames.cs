using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Sonde.Linux.Elf;
using Sonde.Linux.Symbols;
using Sonde.Profiles;

namespace Sonde.Collectors.Native;

/// <summary>Names addresses of one process.</summary>
internal sealed class CodeNames(AddressSpace space)
{
    /// <summary>The code range with an address.</summary>
    public bool IsCode(ulong address) => space.TryFind(address, out _);

    /// <summary>First address in the process of the function that covers an address; 0 when nothing tells.</summary>
    public ulong FunctionStart(ulong address)
    {
        if (!TryLink(address, out ElfFile? file, out ulong linked))
            return 0;
        if (file.Symbols.TryFind(linked, out ElfSymbol symbol))
            return address - linked + symbol.Address;
        return file.TryFindFunctionStart(linked, out ulong start) ? address - linked + start : 0;
    }

    /// <summary>Name of the function; empty when no symbol tells.</summary>
    public string FunctionName(ulong address) => TryFindSymbol(address, out ElfSymbol symbol) ? symbol.Name : "";

    /// <summary>The frames at an address as a dump shows them, the innermost inlined function first.</summary>
    public IEnumerable<DumpFrame> Describe(ulong address)
    {
        NativeModule? module = space.TryFind(address, out CodeRange range) ? range.Module : null;
        string path = module?.Path ?? "";
        bool isLinked = TryLink(address, out _, out ulong linked);
        var frames = new List<ResolvedFrame>();
        if (isLinked && module?.Symbols is { } symbols && symbols.TryFind(linked, frames))
            return frames.Select(frame => new DumpFrame(frame.Function, frame.File, frame.Line, path));
        if (module?.File is null && space.Image.Jit.TryFind(address, out ResolvedFrame generated))
            return [new DumpFrame(generated.Function, generated.File, generated.Line, WellKnownMappings.Jit)];
        string name = path.Length > 0 ? Path.GetFileName(path) : "[unknown]";
        ulong offset = isLinked ? linked : address;
        return [new DumpFrame(string.Create(CultureInfo.InvariantCulture, $"{name}+0x{offset:x}"), "", 0, path)];
    }

    private bool TryFindSymbol(ulong address, out ElfSymbol symbol)
    {
        symbol = default;
        return TryLink(address, out ElfFile? file, out ulong linked) && file.Symbols.TryFind(linked, out symbol);
    }

    private bool TryLink(ulong address, [NotNullWhen(true)] out ElfFile? file, out ulong linked)
    {
        file = null;
        linked = 0;
        if (!space.TryFind(address, out CodeRange range))
            return false;
        file = range.Module.File;
        return file is not null && file.TryGetAddress(address - range.Start + range.FileOffset, executable: true, out linked);
    }
}
