using System.Globalization;
using Sonde.Linux.Elf;
using Sonde.Linux.Symbols;

namespace Sonde.Collectors.Native;

/// <summary>Names addresses of one process.</summary>
internal sealed class CodeNames(AddressSpace space)
{
    /// <summary>The code range with an address.</summary>
    public bool IsCode(ulong address) => space.TryFind(address, out _);

    /// <summary>First address in the process of the function that covers an address; 0 when no symbol tells.</summary>
    public ulong FunctionStart(ulong address) =>
        TryFindSymbol(address, out ElfSymbol symbol, out ulong linked) ? address - linked + symbol.Address : 0;

    /// <summary>Name of the function; empty when no symbol tells.</summary>
    public string FunctionName(ulong address) => TryFindSymbol(address, out ElfSymbol symbol, out _) ? symbol.Name : "";

    /// <summary>The frames at an address as a dump shows them, the innermost inlined function first.</summary>
    public IEnumerable<DumpFrame> Describe(ulong address)
    {
        string module = space.TryFind(address, out CodeRange range) ? range.Module.Path : "";
        ulong offset = address;
        if (range.Module?.File is { } file && file.TryGetAddress(OffsetIn(range, address), executable: true, out ulong linked))
        {
            offset = linked;
            var frames = new List<ResolvedFrame>();
            if (range.Module.Symbols is { } symbols && symbols.TryFind(linked, frames))
                return frames.Select(frame => new DumpFrame(frame.Function, frame.File, frame.Line, module));
        }

        string name = module.Length > 0 ? Path.GetFileName(module) : "[unknown]";
        return [new DumpFrame(string.Create(CultureInfo.InvariantCulture, $"{name}+0x{offset:x}"), "", 0, module)];
    }

    private static ulong OffsetIn(CodeRange range, ulong address) => address - range.Start + range.FileOffset;

    private bool TryFindSymbol(ulong address, out ElfSymbol symbol, out ulong linked)
    {
        symbol = default;
        linked = 0;
        return space.TryFind(address, out CodeRange range)
            && range.Module.File is { } file
            && file.TryGetAddress(OffsetIn(range, address), executable: true, out linked)
            && file.Symbols.TryFind(linked, out symbol);
    }
}
