using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Sonde.Linux.Elf;

/// <summary>
/// Names for the entries of a module's procedure linkage tables, which have no symbols: <c>abs@plt</c> jumps to <c>abs</c>.
/// x86-64 (System V ABI, AMD64 supplement 1.0, section 5.2 and chapter 13). Survives stripping.
/// </summary>
internal sealed class LinkageNames
{
    private const int RelocationSize = 24, MaxRelocations = 1 << 20, EntrySize = 16, ShortEntrySize = 8;

    // R_X86_64_GLOB_DAT, R_X86_64_JUMP_SLOT, R_X86_64_IRELATIVE (include/elf.h of any libc)
    private const uint GlobalData = 6, JumpSlot = 7, IndirectRelative = 37;

    private readonly ElfFile _file;
    private readonly Dictionary<ulong, string> _slots = [];
    private readonly List<string> _lazy = [];

    private LinkageNames(ElfFile file) => _file = file;

    /// <summary>Reads a module's relocations.</summary>
    public static LinkageNames Read(ElfFile file)
    {
        var names = new LinkageNames(file);
        if (file.Machine != ElfMachine.X64)
            return names;
        foreach (ElfSection section in file.Sections)
        {
            if (section.Kind == ElfSectionKind.Relocations && section.Name is ".rela.plt" or ".rela.dyn")
                names.Add(section);
        }

        return names;
    }

    /// <summary>Finds the entry that an address belongs to.</summary>
    /// <param name="address">The link-time address.</param>
    /// <param name="target">Symbol of the function it jumps to; empty for the entry that calls the dynamic linker, and when nothing tells.</param>
    public bool TryFind(ulong address, [NotNullWhen(true)] out string? target)
    {
        target = null;
        foreach (ElfSection section in _file.Sections)
        {
            if (!section.IsExecutable || address - section.Address >= section.Size
                || !section.Name.StartsWith(".plt", StringComparison.Ordinal))
                continue;
            // .plt.got of programs without IBT has entries of 8 bytes.
            ulong size = section.EntrySize == ShortEntrySize ? ShortEntrySize : (ulong)EntrySize;
            ulong start = address - ((address - section.Address) % size);
            target = TargetOf(start, (int)size) ?? "";
            return true;
        }

        return false;
    }

    // [endbr64] [bnd] jmp *slot(%rip), or [endbr64] push $number where another section has the jump.
    private string? TargetOf(ulong entry, int size)
    {
        const int Displacement = 4;
        Span<byte> code = stackalloc byte[EntrySize];
        code = code[..size];
        if (!_file.TryReadAddress(entry, code))
            return null;
        int at = code.StartsWith((ReadOnlySpan<byte>)[0xf3, 0x0f, 0x1e, 0xfa]) ? 4 : 0;
        if (code[at] == 0xf2)
            at++;
        if (at + 2 + Displacement <= size && code[at] == 0xff && code[at + 1] == 0x25)
        {
            ulong next = entry + (ulong)(at + 2 + Displacement);
            return _slots.GetValueOrDefault(next + (ulong)BinaryPrimitives.ReadInt32LittleEndian(code[(at + 2)..]));
        }

        if (at + 1 + Displacement > size || code[at] != 0x68)
            return null;
        uint number = BinaryPrimitives.ReadUInt32LittleEndian(code[(at + 1)..]);
        return number < (uint)_lazy.Count ? _lazy[(int)number] : null;
    }

    private void Add(in ElfSection section)
    {
        Span<byte> entry = stackalloc byte[RelocationSize];
        ulong count = Math.Min(section.Size / RelocationSize, MaxRelocations);
        for (ulong i = 0; i < count && _file.Read(section.FileOffset + (i * RelocationSize), entry) == RelocationSize; i++)
        {
            ulong slot = BinaryPrimitives.ReadUInt64LittleEndian(entry), info = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
            uint kind = (uint)info;
            string? name = kind switch
            {
                GlobalData or JumpSlot => NameOf(section, info >> 32),
                IndirectRelative => _file.Symbols.TryFind(BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]), out ElfSymbol resolver)
                    ? resolver.Name : null,
                _ => null,
            };
            if (name is { Length: > 0 })
                _slots[slot] = name;
            if (section.Name == ".rela.plt")
                _lazy.Add(name ?? "");
        }
    }

    private string? NameOf(in ElfSection section, ulong number)
    {
        if (section.Link >= (uint)_file.Sections.Count)
            return null;
        return _file.Symbols.NameOf(_file.Sections[(int)section.Link], number);
    }
}
