using System.Text;
using Sonde.Linux.Demangling;
using Sonde.Linux.Elf;
using Sonde.Linux.Symbols;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Elf;

/// <summary>Stripped programs whose debug information lies elsewhere, laid out as Debian and Fedora do.</summary>
public sealed class DebugFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-").FullName;

    private string Program => Path.Combine(_folder, "app", "inlined");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_debug_file_is_found_by_build_ID_in_an_extra_folder()
    {
        string id = Strip("-O2");
        string debug = Path.Combine(_folder, "extra", ".build-id", id[..2], id[2..] + ".debug");
        MoveDebugFile(debug);
        CheckLines(new DebugFiles([], new SymbolPlaces { Folders = [Path.Combine(_folder, "extra")] }));
    }

    [Fact]
    public void A_debug_file_is_found_by_build_ID_in_the_targets_own_files()
    {
        string id = Strip("-O2");
        MoveDebugFile(Path.Combine(_folder, "root", "usr", "lib", "debug", ".build-id", id[..2], id[2..] + ".debug"));
        CheckLines(new DebugFiles([path => DebugFiles.OpenHere(Path.Combine(_folder, "root") + path)], SymbolPlaces.Standard));
    }

    [Theory]
    [InlineData("app/inlined.debug")]
    [InlineData("app/.debug/inlined.debug")]
    [InlineData("usr/lib/debug/app/inlined.debug")]
    public void A_debug_file_is_found_by_its_link(string place)
    {
        Strip("-O2", "-Wl,--build-id=none");
        AddLink();
        MoveDebugFile(Path.Combine(_folder, place));
        CheckLines(new DebugFiles([path => DebugFiles.OpenHere(_folder + path)], SymbolPlaces.Standard));
    }

    [Fact]
    public void A_debug_file_with_another_checksum_is_passed_over()
    {
        Strip("-O2", "-Wl,--build-id=none");
        AddLink();
        string debug = Path.Combine(_folder, "app", ".debug", "inlined.debug");
        MoveDebugFile(debug);
        using (FileStream stream = File.OpenWrite(debug))
        {
            stream.Seek(-1, SeekOrigin.End);
            stream.WriteByte(0x55);
        }

        using ElfFile file = ElfFile.Open(Program);
        Assert.Null(new DebugFiles([path => DebugFiles.OpenHere(_folder + path)], SymbolPlaces.Standard).TryFind(file, "/app/inlined"));
    }

    [Fact]
    public void A_debug_file_of_another_build_is_passed_over()
    {
        string id = Strip("-O2");
        string other = CompiledProgram.Compile("gcc", "Native/inlined.c", "-g", "-O1");
        string debug = Path.Combine(_folder, "extra", ".build-id", id[..2], id[2..] + ".debug");
        Directory.CreateDirectory(Path.GetDirectoryName(debug)!);
        File.Copy(other, debug);
        using ElfFile file = ElfFile.Open(Program);
        Assert.Null(new DebugFiles([], new SymbolPlaces { Folders = [Path.Combine(_folder, "extra")] }).TryFind(file, "/app/inlined"));
    }

    /// <summary>As Fedora's <c>find-debuginfo</c> makes it: the functions' symbols in an xz stream inside the program.</summary>
    [Theory]
    [InlineData("-0")]
    [InlineData("-6")]
    [InlineData("-9e")]
    public void Mini_debug_info_names_local_functions(string preset)
    {
        Strip("-O1", "-fno-inline", "-static");
        string mini = Path.Combine(_folder, "mini");
        Tool.Run("objcopy", "-S", "--remove-section", ".comment", "--keep-symbol", "compare", Path.Combine(_folder, "inlined.debug"), mini);
        Tool.Run("xz", preset, mini);
        Tool.Run("objcopy", "--add-section", $".gnu_debugdata={mini}.xz", Program);
        using ElfFile file = ElfFile.Open(Program);
        Assert.False(file.TryFindSymbol("compare", out _));
        using ElfFile unstripped = ElfFile.Open(CompiledProgram.Compile("gcc", "Native/inlined.c", "-g", "-O1", "-fno-inline", "-static"));
        Assert.True(unstripped.TryFindSymbol("compare", out ElfSymbol compare));
        using var symbols = new ModuleSymbols(file, "/app/inlined", new DebugFiles([], SymbolPlaces.Standard), new Demangler());
        var frames = new List<ResolvedFrame>();
        Assert.True(symbols.TryFind(compare.Address + 1, frames));
        Assert.Equal("compare", Assert.Single(frames).Function);
    }

    [Fact]
    public void Damaged_mini_debug_info_is_as_good_as_none()
    {
        Strip("-O1");
        string junk = Path.Combine(_folder, "junk");
        File.WriteAllBytes(junk, [0xfd, .. "7zXZ\0\0\x01"u8, .. Encoding.ASCII.GetBytes("nothing of the kind follows")]);
        Tool.Run("objcopy", "--add-section", $".gnu_debugdata={junk}", Program);
        using ElfFile file = ElfFile.Open(Program);
        using var symbols = new ModuleSymbols(file, "/app/inlined", new DebugFiles([], SymbolPlaces.Standard), new Demangler());
        Assert.False(symbols.TryFind(file.EntryPoint + 0x200, new List<ResolvedFrame>()));
    }

    [Fact]
    public void Flipped_bytes_in_mini_debug_info_are_survived()
    {
        Strip("-O1", "-static");
        string mini = Path.Combine(_folder, "mini");
        Tool.Run("objcopy", "-S", "--keep-symbol", "compare", Path.Combine(_folder, "inlined.debug"), mini);
        Tool.Run("xz", "-6", mini);
        Tool.Run("objcopy", "--add-section", $".gnu_debugdata={mini}.xz", Program);
        byte[] original = File.ReadAllBytes(Program);
        using ElfFile file = ElfFile.FromBytes(original, "original");
        Assert.True(file.TryFindSection(".gnu_debugdata", out ElfSection section));
        var random = new Random(11);
        for (int i = 0; i < 500; i++)
        {
            byte[] damaged = [.. original];
            for (int change = 0; change < 3; change++)
                damaged[(int)section.FileOffset + (i % 2 == 0 ? random.Next(64) : random.Next((int)section.Size))] = (byte)random.Next(256);
            using ElfFile read = ElfFile.FromBytes(damaged, "damaged");
            using var symbols = new ModuleSymbols(read, "/app/inlined", new DebugFiles([], SymbolPlaces.Standard), new Demangler());
            symbols.TryFind(file.EntryPoint, new List<ResolvedFrame>());
        }
    }

    /// <summary>Makes the stripped program and its debug file, and returns the build ID.</summary>
    private string Strip(params string[] flags)
    {
        string full = CompiledProgram.Compile("gcc", "Native/inlined.c", ["-g", .. flags]);
        Directory.CreateDirectory(Path.GetDirectoryName(Program)!);
        Tool.Run("objcopy", "--only-keep-debug", full, Path.Combine(_folder, "inlined.debug"));
        Tool.Run("objcopy", "--strip-all", full, Program);
        using ElfFile file = ElfFile.Open(Program);
        return file.BuildId;
    }

    private void AddLink() => Tool.Run("objcopy", $"--add-gnu-debuglink={Path.Combine(_folder, "inlined.debug")}", Program);

    private void MoveDebugFile(string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(Path.Combine(_folder, "inlined.debug"), target);
    }

    private void CheckLines(DebugFiles debugFiles)
    {
        using ElfFile file = ElfFile.Open(Program);
        using var symbols = new ModuleSymbols(file, "/app/inlined", debugFiles, new Demangler());
        using ElfFile? debug = debugFiles.TryFind(file, "/app/inlined");
        Assert.NotNull(debug);
        Assert.True(debug.TryFindSymbol("work", out ElfSymbol work));
        var functions = new HashSet<string>();
        for (ulong address = work.Address; address < work.Address + work.Size; address++)
        {
            var frames = new List<ResolvedFrame>();
            Assert.True(symbols.TryFind(address, frames));
            Assert.Equal("work", frames[^1].Function);
            Assert.EndsWith("inlined.c", frames[0].File, StringComparison.Ordinal);
            functions.UnionWith(frames.Select(frame => frame.Function));
        }

        Assert.Superset(new HashSet<string> { "work", "cube", "square" }, functions);
    }
}
