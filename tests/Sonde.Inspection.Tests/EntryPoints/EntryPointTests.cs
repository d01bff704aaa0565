using System.Diagnostics;
using Sonde.Inspection.EntryPoints;
using Sonde.Inspection.Sections;
using Sonde.Linux.Namespaces;
using Sonde.TestTargets;

namespace Sonde.Inspection.Tests.EntryPoints;

/// <summary>Programs in folders that are roots of containers, with real compilers' files.</summary>
public sealed class EntryPointTests : IDisposable
{
    private const string Library = "int part_one(void) { return 1; } int part_two(void) { return 2; }";
    private const string User = "int part_one(void); int part_two(void); int main(void) { return part_one() + part_two(); }";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("sonde-root-");

    [Fact]
    public void A_static_program_starts()
    {
        Copy(Patient.Program, "/app");
        InspectionLine line = Assert.Single(Check("/app"));
        Assert.Equal((Judgement.Ok, "/app is static and needs no library"), (line.Judgement, line.Text));
    }

    [Fact]
    public void A_whole_image_starts_with_the_libraries_that_ldd_names()
    {
        string[] libraries = Ldd("/bin/ls");
        CopyLoaderAnd(libraries);
        Copy("/bin/ls", "/bin/ls");
        InspectionLine line = Assert.Single(Check("ls"));
        Assert.Equal(Judgement.Ok, line.Judgement);
        // The loader itself is one of the libraries that need each other.
        Assert.InRange(line.Number("libraries"), libraries.Length, libraries.Length + 1);
    }

    [Fact]
    public void Each_library_that_is_taken_away_is_named()
    {
        string[] libraries = Ldd("/bin/ls");
        CopyLoaderAnd(libraries);
        Copy("/bin/ls", "/bin/ls");
        foreach (string library in libraries)
        {
            File.Delete(_root.FullName + library);
            Assert.Contains(Check("/bin/ls"), line => line.Judgement == Judgement.Bad
                && line.Text.StartsWith($"{Path.GetFileName(library)} is not found", StringComparison.Ordinal));
            Copy(library, library);
        }
    }

    [Fact]
    public void A_missing_loader_is_named_and_not_taken_for_a_missing_program()
    {
        Copy("/bin/ls", "/bin/ls");
        InspectionLine line = Assert.Single(Check("/bin/ls"));
        Assert.Equal("loader", line.Name);
        Assert.Contains("it was built for glibc", line.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_that_the_library_has_lost_is_named_while_the_file_is_there()
    {
        string whole = Versioned("PART_1.0 { global: part_one; local: *; }; PART_2.0 { global: part_two; } PART_1.0;");
        string program = CProgram.CompileText("user", User, whole, "-Wl,-rpath,/parts");
        string without = Versioned("PART_1.0 { global: part_one; part_two; local: *; };");
        CopyLoaderAnd(Ldd(program, "libpart.so"));
        Copy(program, "/user");
        Copy(whole, "/parts/libpart.so");
        Assert.Equal(Judgement.Ok, Assert.Single(Check("/user")).Judgement);

        Copy(without, "/parts/libpart.so");
        InspectionLine line = Assert.Single(Check("/user"));
        Assert.Equal(("version", Judgement.Bad), (line.Name, line.Judgement));
        Assert.Equal("libpart.so has no version PART_2.0, which /user needs", line.Text);
        // What the loader itself says of the same two files.
        Assert.Contains("version `PART_2.0' not found", LoaderSays(program, Path.GetDirectoryName(without)!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!/bin/sh\necho\n", "there is no /bin/sh in the container")]
    [InlineData("#!/bin/sh\r\necho\r\n", "/run.sh has Windows line ends")]
    [InlineData("#!\n", "/run.sh names no interpreter after #!")]
    [InlineData("echo\n", "/run.sh is not an ELF file")]
    public void A_script_is_followed_to_its_interpreter(string text, string expected)
    {
        Write("/run.sh", text, executable: true);
        Assert.Equal(expected, Assert.Single(Check("/run.sh")).Text);
    }

    [Fact]
    public void Env_finds_its_program_in_path()
    {
        Write("/run.py", "#!/usr/bin/env -S python3 -u\n", executable: true);
        Copy(Patient.Program, "/usr/bin/env");
        Assert.Contains(Check("/run.py"), line => line.Text.StartsWith("there is no python3 in PATH", StringComparison.Ordinal));
        Copy(Patient.Program, "/usr/local/bin/python3");
        Assert.All(Check("/run.py"), line => Assert.Equal(Judgement.Ok, line.Judgement));
    }

    [Fact]
    public void What_is_missing_not_executable_or_for_another_processor_is_told()
    {
        Assert.Equal("there is no /nothing in the container", Assert.Single(Check("/nothing")).Text);
        Write("/plain", "#!/bin/sh\n", executable: false);
        Assert.Equal("/plain is not executable", Assert.Single(Check("/plain")).Text);
        Copy(Patient.Program, "/other");
        using (FileStream file = File.OpenWrite(_root.FullName + "/other"))
        {
            const int MachineOffset = 18, Riscv = 243;
            file.Position = MachineOffset;
            file.WriteByte(Riscv);
        }

        Assert.Equal("architecture", Assert.Single(Check("/other")).Name);
    }

    [Fact]
    public void An_absolute_link_stays_inside_the_root()
    {
        Directory.CreateDirectory(_root.FullName + "/bin");
        File.CreateSymbolicLink(_root.FullName + "/bin/app", "/real");
        Assert.Equal("there is no /bin/app in the container", Assert.Single(Check("/bin/app")).Text);
        Copy(Patient.Program, "/real");
        Assert.Equal(Judgement.Ok, Assert.Single(Check("/bin/app")).Judgement);
    }

    [Fact]
    [Trait("Needs", "root")]
    [Trait("Needs", "runc")]
    public void Another_program_of_a_running_container_is_checked_in_its_root()
    {
        using RuncContainer container = Patient.Start("none");
        Sonde.Inspection.Subjects.InspectionSubject subject = Patient.Subject(container);
        Assert.Equal("/patient is static and needs no library", Patient.Eventually(subject, new EntryPointSection(), "starts", _ => true).Text);
        subject.EntryPoint = "sh";
        Assert.StartsWith("Cannot start: there is no sh in PATH", Patient.Eventually(subject, new EntryPointSection(), "program", _ => true).Answer, StringComparison.Ordinal);
    }

    public void Dispose() => _root.Delete(recursive: true);

    private IReadOnlyList<InspectionLine> Check(string program) => new EntryPointCheck(new FolderFiles(new RootFolder(_root.FullName))).Run(new EntryPoint(program));

    private void Copy(string from, string inside)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.FullName + inside)!);
        File.Copy(from, _root.FullName + inside, overwrite: true);
    }

    private void Write(string inside, string text, bool executable)
    {
        File.WriteAllText(_root.FullName + inside, text);
        if (executable && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(_root.FullName + inside, (UnixFileMode)0b111_101_101);
    }

    private void CopyLoaderAnd(IEnumerable<string> libraries)
    {
        Copy("/lib64/ld-linux-x86-64.so.2", "/lib64/ld-linux-x86-64.so.2");
        foreach (string library in libraries)
            Copy(library, library);
    }

    /// <summary>The libraries of a program by ldd: NAME => PATH (ADDRESS).</summary>
    private static string[] Ldd(string program, string except = "?") =>
    [
        .. Output("ldd", program).Split('\n').Where(line => line.Contains(" => /", StringComparison.Ordinal) && !line.Contains(except, StringComparison.Ordinal))
            .Select(line => line.Split(" => ")[1].Split(' ')[0]),
    ];

    private static string LoaderSays(string program, string folder)
    {
        var start = new ProcessStartInfo("sh", ["-c", $"LD_LIBRARY_PATH={folder} {program} 2>&1; true"]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        return process.StandardOutput.ReadToEnd();
    }

    private static string Output(string program, string argument)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, [argument]) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd();
    }

    private static string Versioned(string script)
    {
        string file = Path.Combine(Path.GetTempPath(), $"sonde-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(script)))[..16]}.map");
        File.WriteAllText(file, script);
        return CProgram.CompileText("libpart.so", Library, "-shared", "-fPIC", "-Wl,-soname,libpart.so", $"-Wl,--version-script={file}");
    }
}
