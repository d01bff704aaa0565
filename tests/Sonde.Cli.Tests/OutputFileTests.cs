using System.Diagnostics;
using Sonde.Cli.Output;

namespace Sonde.Cli.Tests;

public sealed class OutputFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-output-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_new_file_is_written_whole()
    {
        string path = PathOf("new.txt");

        OutputFile.EnsureWritable(path);
        OutputFile.Write(path, stream => stream.Write("content"u8));

        Assert.Equal("content", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void An_older_file_is_replaced_with_its_permissions()
    {
        string path = PathOf("old.txt");
        File.WriteAllText(path, "older and longer");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        OutputFile.Write(path, stream => stream.Write("new"u8));

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void When_writing_fails_the_older_file_stays_and_nothing_is_left_beside_it()
    {
        string path = PathOf("kept.txt");
        File.WriteAllText(path, "older");

        Assert.Throws<InvalidOperationException>(() => OutputFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException("a bug half-way");
        }));

        Assert.Equal("older", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_link_is_followed_and_stays_a_link()
    {
        string file = PathOf("file.txt"), link = PathOf("link.txt");
        File.WriteAllText(file, "older");
        File.CreateSymbolicLink(link, file);

        OutputFile.Write(link, stream => stream.Write("new"u8));

        Assert.Equal("new", File.ReadAllText(file));
        Assert.Equal(file, new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void A_device_is_written_and_not_replaced()
    {
        OutputFile.EnsureWritable("/dev/null");
        OutputFile.Write("/dev/null", stream => stream.Write("gone"u8));

        Assert.False(FileAccessCheck.IsRegularOrNew("/dev/null"));
    }

    [Fact]
    public void A_missing_folder_is_told_before_any_work()
    {
        string path = PathOf("missing/x.html");

        string message = Assert.Throws<OutputException>(() => OutputFile.EnsureWritable(path)).Message;

        Assert.Equal($"cannot write {path}: the folder {PathOf("missing")} does not exist: create it first (mkdir -p {PathOf("missing")})", message);
    }

    [Fact]
    public void A_folder_is_no_file() =>
        Assert.Contains("it is a folder", Assert.Throws<OutputException>(() => OutputFile.EnsureWritable(_folder)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_folder_that_nobody_may_write_is_told_before_any_work() =>
        // Not even root creates files in /proc.
        Assert.Throws<OutputException>(() => OutputFile.Write("/proc/sonde-test.txt", stream => stream.WriteByte(1)));

    [Fact]
    [Trait("Needs", "root")]
    public void A_full_disk_leaves_the_older_file_and_says_so()
    {
        string disk = PathOf("disk");
        Directory.CreateDirectory(disk);
        Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk);
        try
        {
            string path = Path.Combine(disk, "profile.html");
            File.WriteAllText(path, "older");

            OutputException error = Assert.Throws<OutputException>(
                () => OutputFile.Write(path, stream => stream.Write(new byte[256 * 1024])));

            Assert.Equal($"cannot write {path}: the disk is full: free some space, or choose another place with -o", error.Message);
            Assert.Equal("older", File.ReadAllText(path));
            Assert.Equal([path], Directory.GetFiles(disk));
        }
        finally
        {
            Run("umount", disk);
        }
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} failed");
    }
}
