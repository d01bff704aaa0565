using Microsoft.Win32.SafeHandles;
using Sonde.Linux.Namespaces;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Namespaces;

public sealed class TargetFileSystemTests : IDisposable
{
    private static readonly ProcessId Target = new(10);
    private readonly RecordedTree _tree = new();

    public TargetFileSystemTests() => _tree
        .File("secret", "the host's")
        .File("target/etc/passwd", "the target's")
        .File("target/usr/lib/libx.so.1.2", "library")
        .Link("target/usr/lib/libx.so", "libx.so.1.2")
        .Link("target/lib", "usr/lib")
        .Link("target/absolute", "/etc/passwd")
        .Link("target/deep/up", "../../../../../../../secret")
        .Link("target/escape", "/secret")
        .Link("target/loop", "/loop2")
        .Link("target/loop2", "loop")
        .Link("proc/10/root", "../../target");

    private TargetFileSystem Files => new(_tree.Proc, Target);

    [Theory]
    [InlineData("/etc/passwd", "/etc/passwd")]
    [InlineData("etc/./passwd", "/etc/passwd")]
    [InlineData("/lib/libx.so", "/usr/lib/libx.so.1.2")]
    [InlineData("/absolute", "/etc/passwd")]
    [InlineData("/../../etc/passwd", "/etc/passwd")]
    [InlineData("/lib/../bin/../../etc/passwd", null)]
    [InlineData("/usr/lib/../../etc/passwd", "/etc/passwd")]
    [InlineData("/deep/up", null)]
    [InlineData("/escape", null)]
    [InlineData("/loop", null)]
    [InlineData("/none", null)]
    [InlineData("/etc/passwd/none", null)]
    public void Links_are_followed_inside_the_root(string path, string? resolved)
    {
        Assert.Equal(resolved is null ? null : Files.Root + resolved, Files.TryResolve(path));
        using SafeFileHandle? file = Files.TryOpen(path);
        Assert.Equal(resolved is not null, file is not null);
        if (file is not null)
            Assert.Equal(File.ReadAllText(Files.Root + resolved), Read(file));
    }

    [Fact]
    public void The_root_itself_is_a_path() => Assert.Equal(Files.Root + "/", Files.TryResolve("/"));

    [Fact]
    public void A_target_that_has_gone_has_no_files()
    {
        var files = new TargetFileSystem(_tree.Proc, new ProcessId(11));
        Assert.Null(files.TryResolve("/etc/passwd"));
        Assert.Null(files.TryResolve("/"));
        Assert.Null(files.TryOpen("/etc/passwd"));
    }

    [Fact]
    public void A_pipe_without_a_writer_does_not_hold_the_reader()
    {
        using RunningProgram mkfifo = RunningProgram.Start("mkfifo", Path.Combine(_tree.Root, "target/pipe"));
        Assert.Equal(0, mkfifo.WaitForExit());
        using SafeFileHandle? file = Files.TryOpen("/pipe");
        Assert.NotNull(file);
    }

    [Fact]
    [Trait("Needs", "root")]
    public void Files_of_mappings_are_found_also_after_they_have_been_removed()
    {
        string folder = Path.Combine(_tree.Root, "real");
        Directory.CreateDirectory(folder);
        string program = Path.Combine(folder, "app"), library = Path.Combine(folder, "libx.so");
        File.Copy(CProgram.CompileText("libx.so", "int x(void) { return 42; }", "-shared", "-fPIC"), library);
        File.Copy(
            CProgram.CompileText(
                "opener",
                "#include <dlfcn.h>\n#include <stdio.h>\n#include <unistd.h>\nint main(int c, char **v)" +
                "{ if (!dlopen(v[1], RTLD_NOW)) return 1; puts(\"ready\"); fflush(stdout); for (;;) pause(); }"),
            program);
        using RunningProgram running = RunningProgram.Start(program, library);
        running.WaitForLine("ready");
        var proc = new ProcFileSystem();
        var process = new ProcessId(running.Id);
        var files = new TargetFileSystem(proc, process);
        MemoryMap Code(string name) => proc.ReadMaps(process).First(map => map.IsExecutable && map.Path.EndsWith(name, StringComparison.Ordinal));
        byte[] programBytes = File.ReadAllBytes(program), libraryBytes = File.ReadAllBytes(library);

        Assert.Equal(programBytes, File.ReadAllBytes(files.TryResolve(Code("/app"))!));
        Assert.Equal(libraryBytes, File.ReadAllBytes(files.TryResolve(Code("/libx.so"))!));
        File.Delete(program);
        File.Delete(library);
        Assert.True(Code("/app").IsDeleted);
        Assert.Equal($"/proc/{process}/exe", files.TryResolve(Code("/app")));
        Assert.Equal($"/proc/{process}/map_files/{Code("/libx.so").MapFilesName}", files.TryResolve(Code("/libx.so")));
        Assert.Equal(programBytes, File.ReadAllBytes(files.TryResolve(Code("/app"))!));
        Assert.Equal(libraryBytes, File.ReadAllBytes(files.TryResolve(Code("/libx.so"))!));
        Assert.Null(files.TryResolve(Code("[vdso]")));
    }

    public void Dispose() => _tree.Dispose();

    private static string Read(SafeFileHandle file)
    {
        using var stream = new FileStream(file, FileAccess.Read);
        return new StreamReader(stream).ReadToEnd();
    }
}
