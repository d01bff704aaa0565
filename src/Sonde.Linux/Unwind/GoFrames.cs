using Sonde.Linux.Elf;
using Sonde.Linux.Go;

namespace Sonde.Linux.Unwind;

/// <summary>
/// What Go's own table tells of frames: how deep the stack is at each instruction (pcsp), which stripping leaves, and which
/// calls the runtime makes after it has changed to another stack (runtime/asm_amd64.s). What <c>.debug_frame</c> says of those
/// holds for the stack they came from only. Not safe for several threads at once, but for <see cref="TryGetSwitch"/>.
/// </summary>
internal sealed class GoFrames
{
    private const int WordSize = 8;

    // CALL register (FF /2, with REX for r8 to r15): Intel SDM volume 2.
    private const byte Call = 0xff, CallRegister = 0xd0, RegisterMask = 0xf8, CallNear = 0xe8;
    private const int NearLength = 5;

    private static readonly UnwindRow Outermost = new(CfaRule.StackPointer, 0, 0, UnwindRowFlags.IsOutermost);
    private static readonly UnwindRow Switch = new(CfaRule.StackSwitch, 0);

    // mcall and morestack never come back to the frame they leave: Go's own traceback ends there, too (topofstack in
    // runtime/traceback.go). The others do, and keep the frame pointer. Nothing has called systemstack_switch: asmcgocall and
    // systemstack write its address where they leave a stack.
    private static readonly Dictionary<string, UnwindRow> Functions = new(StringComparer.Ordinal)
    {
        ["runtime.mcall"] = Outermost,
        ["runtime.morestack"] = Outermost,
        ["runtime.systemstack"] = Switch,
        ["runtime.asmcgocall"] = Switch,
        ["runtime.nanotime1"] = Switch,
        ["runtime.walltime"] = Switch,
        ["time.now"] = Switch,
        ["runtime.systemstack_switch"] = new(CfaRule.StackPointer, WordSize, 0, UnwindRowFlags.IsNotCalled),
        ["runtime.sigreturn"] = SignalTrampoline.Row,
        ["runtime.sigreturn__sigaction"] = SignalTrampoline.Row,
    };

    private readonly ElfFile _file;
    private readonly GoLineTable _table;
    private readonly (ulong Start, ulong End, UnwindRow Row)[] _ranges;

    private GoFrames(ElfFile file, GoLineTable table, (ulong Start, ulong End, UnwindRow Row)[] ranges)
    {
        _file = file;
        _table = table;
        _ranges = ranges;
    }

    /// <summary>Reads the table of a Go program; null for anything else, and for Go before 1.16.</summary>
    public static GoFrames? TryRead(ElfFile file)
    {
        if (GoLineTable.TryOpen(file) is not { } table)
            return null;
        var ranges = new List<(ulong Start, ulong End, UnwindRow Row)>();
        foreach ((string name, ulong start, ulong end) in table.FindFunctions(Functions.Keys))
            ranges.Add((start, end, Functions[name]));
        return ranges.Count > 0 ? new GoFrames(file, table, [.. ranges]) : null;
    }

    /// <summary>
    /// A row that <c>.debug_frame</c> gives, completed: it does not tell where the caller's frame pointer is saved. Every
    /// function with a frame saves it in the word below its return address (cmd/internal/obj/x86, preprocess).
    /// </summary>
    public static UnwindRow WithFramePointer(UnwindRow row) =>
        row is { Rule: CfaRule.StackPointer, Flags: UnwindRowFlags.None, CfaOffset: >= 2 * WordSize }
            ? new UnwindRow(CfaRule.StackPointer, row.CfaOffset, -2 * WordSize, UnwindRowFlags.SavesFramePointer)
            : row;

    /// <summary>The row of Go code without call frame information; one with no rule for C code.</summary>
    /// <param name="address">Where it is looked up.</param>
    public UnwindRow GetRow(ulong address) => _table.TryFindStackDepth(address, out int depth)
        ? WithFramePointer(new UnwindRow(CfaRule.StackPointer, depth + WordSize))
        : default;

    /// <summary>The row for a call after which nothing, or another stack, follows.</summary>
    /// <param name="address">The byte before the return address.</param>
    /// <param name="row">The row.</param>
    public bool TryGetSwitch(ulong address, out UnwindRow row)
    {
        foreach ((ulong start, ulong end, UnwindRow candidate) in _ranges)
        {
            row = candidate;
            bool isNotCalled = (candidate.Flags & UnwindRowFlags.IsNotCalled) != 0;
            if (isNotCalled ? address + 1 == start : address >= start && address < end && FollowsCall(address + 1))
                return true;
        }

        row = default;
        return false;
    }

    // What stands right behind one of these functions may follow another address than a call's.
    private bool FollowsCall(ulong returnAddress)
    {
        Span<byte> code = stackalloc byte[NearLength];
        return _file.TryReadAddress(returnAddress - NearLength, code)
            && (code[0] == CallNear || (code[3] == Call && (code[4] & RegisterMask) == CallRegister));
    }
}
