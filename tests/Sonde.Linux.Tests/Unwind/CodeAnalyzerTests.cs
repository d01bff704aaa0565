using Sonde.Linux.Elf;
using Sonde.Linux.Unwind;

namespace Sonde.Linux.Tests.Unwind;

/// <summary>Code that has unwind information, analysed as if it had none: both must say the same.</summary>
public sealed class CodeAnalyzerTests
{
    [Theory]
    [InlineData("/lib/x86_64-linux-gnu/libc.so.6", 0.97)]
    [InlineData("/usr/bin/python3.11", 0.97)]
    [InlineData("/usr/lib/x86_64-linux-gnu/libstdc++.so.6", 0.97)]
    public void Followed_code_agrees_with_unwind_information(string path, double atLeast)
    {
        using ElfFile file = ElfFile.Open(path);
        UnwindTable table = UnwindTable.Load(file);
        int agreed = 0, differed = 0, unknown = 0;
        var examples = new List<string>();
        foreach (ReadelfRow readelf in ReadelfTable.Read(path).Where((_, index) => index % 5 == 0))
        {
            // Where a row begins an instruction begins.
            UnwindRow told = table.GetRow(readelf.Start), found = table.Analyze(readelf.Start);
            if (told.Rule is not (CfaRule.StackPointer or CfaRule.FramePointer) || told.Flags.HasFlag(UnwindRowFlags.IsOutermost))
                continue;
            if (found.Rule == CfaRule.None)
                unknown++;
            else if (found.Rule != told.Rule)
                continue; // with a frame pointer the same CFA can be told from either register
            else if (found.CfaOffset == told.CfaOffset && IsSameFramePointer(told, found))
                agreed++;
            else if (differed++ < 5)
                examples.Add($"{readelf.Start:x} told {told} found {found}");
        }

        string text = $"{agreed} agree, {differed} differ, {unknown} unknown\n{string.Join('\n', examples)}";
        Assert.True(agreed >= atLeast * (agreed + differed), text);
        // Code that ends in a call that does not return: how it would return cannot be told.
        Assert.True(unknown < 0.2 * agreed, text);
    }

    // What is saved below the stack pointer has been popped already.
    private static bool IsSameFramePointer(UnwindRow told, UnwindRow found) =>
        !told.Flags.HasFlag(UnwindRowFlags.SavesFramePointer) || told.CfaOffset + told.FramePointerOffset < 0
        || told.FramePointerOffset == found.FramePointerOffset;
}
