using System.IO.Pipelines;
using System.Security.Cryptography;
using Sonde.Linux.Files;
using Sonde.Places.Copying;
using Sonde.Places.Framing;

namespace Sonde.Places.Tests;

/// <summary>Files and folders from one folder of this machine into another, by the same frames that go through a pod's exec.</summary>
public sealed class CopyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-copy-").FullName;

    private string From => Path.Combine(_folder, "from");

    private string Into => Path.Combine(_folder, "into");

    public CopyTests()
    {
        Directory.CreateDirectory(From);
        Directory.CreateDirectory(Into);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_keeps_its_content_modes_times_and_inner_links()
    {
        byte[] big = RandomNumberGenerator.GetBytes(300_000);
        Directory.CreateDirectory($"{From}/a/b");
        File.WriteAllBytes($"{From}/a/b/big", big);
        File.WriteAllText($"{From}/a/empty", "");
        File.SetUnixFileMode($"{From}/a/b/big", UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.SetUser);
        File.SetLastWriteTimeUtc($"{From}/a/b/big", DateTime.UnixEpoch.AddSeconds(981_173_106));
        File.CreateSymbolicLink($"{From}/a/b/up", "../empty");

        CopyResult result = Copy("a");

        Assert.Empty(result.Problems);
        Assert.Equal((2, 0), (result.Files, result.Same));
        Assert.Equal(big, File.ReadAllBytes($"{Into}/a/b/big"));
        // Without set-user-ID: the file belongs to somebody else now.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead, File.GetUnixFileMode($"{Into}/a/b/big"));
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(981_173_106), File.GetLastWriteTimeUtc($"{Into}/a/b/big"));
        Assert.Equal("../empty", new FileInfo($"{Into}/a/b/up").LinkTarget);
        Assert.Equal(["a"], Directory.GetFileSystemEntries(Into).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../x")]
    [InlineData("b/../../../x")]
    [InlineData("b/..")]
    public void A_link_that_could_lead_out_is_left_out(string pointsTo)
    {
        Directory.CreateDirectory($"{From}/a/b");
        File.CreateSymbolicLink($"{From}/a/b/link", pointsTo);

        CopyResult result = Copy("a");

        Assert.Contains("points out of what is copied", Assert.Single(result.Problems), StringComparison.Ordinal);
        Assert.Null(new FileInfo($"{Into}/a/b/link").LinkTarget);
    }

    [Fact]
    public void What_is_the_same_is_not_sent_and_what_has_grown_goes_on()
    {
        byte[] log = RandomNumberGenerator.GetBytes(200_000);
        File.WriteAllBytes($"{From}/log", log[..150_000]);
        Copy("log");
        CopyResult again = Copy("log");
        File.WriteAllBytes($"{From}/log", log);
        CopyResult grown = Copy("log");

        Assert.Equal((0, 1, 0), (again.Files, again.Same, again.Bytes));
        Assert.Equal((1, 1, 50_000), (grown.Files, grown.Resumed, grown.Bytes));
        Assert.Equal(log, File.ReadAllBytes($"{Into}/log"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(log)), grown.Hash);
    }

    [Fact]
    public void A_copy_that_broke_off_goes_on_where_it_ended()
    {
        byte[] content = RandomNumberGenerator.GetBytes(400_000);
        File.WriteAllBytes($"{From}/core", content);
        // The sender is gone in the middle of the file.
        Assert.Throws<PlaceException>(() => Copy("core", cutAfter: 200_000));
        Assert.False(File.Exists($"{Into}/core"));
        long part = new FileInfo(Assert.Single(Directory.GetFiles(Into))).Length;

        CopyResult result = Copy("core");

        Assert.InRange(part, 1, 399_999);
        Assert.Equal((1, 400_000 - part), (result.Resumed, result.Bytes));
        Assert.Equal(content, File.ReadAllBytes($"{Into}/core"));
        Assert.Single(Directory.GetFiles(Into));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/evil")]
    [InlineData("a//b")]
    [InlineData(".")]
    public void A_sender_that_names_a_way_out_is_refused(string path)
    {
        using var sent = new MemoryStream();
        var writer = new FrameWriter(sent);
        new CopyEntry("", new FileFacts(FileKind.Folder, 0x1ED, 0, 0), "").Write(writer);
        new CopyEntry(path, new FileFacts(FileKind.File, 0x1A4, 1, 0), "").Write(writer);
        writer.Flush();
        sent.Position = 0;
        using SafeFolder into = SafeFolder.TryOpen("/", Into)!;

        PlaceException error = Assert.Throws<PlaceException>(() => new TreeReceiver(into, "top", null).Run(sent, Stream.Null));

        Assert.Contains("no path inside of the destination", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists($"{_folder}/evil"));
    }

    [Fact]
    public void A_link_in_the_destination_is_not_followed()
    {
        Directory.CreateDirectory($"{From}/a/b");
        File.WriteAllText($"{From}/a/b/file", "x");
        Directory.CreateDirectory($"{Into}/a");
        Directory.CreateDirectory($"{_folder}/elsewhere");
        File.CreateSymbolicLink($"{Into}/a/b", $"{_folder}/elsewhere");

        CopyResult result = Copy("a");

        Assert.NotEmpty(result.Problems);
        Assert.Empty(Directory.GetFileSystemEntries($"{_folder}/elsewhere"));
    }

    [Fact]
    public void The_hash_is_that_of_the_standard_for_every_length()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(300);
        for (int length = 0; length <= bytes.Length; length++)
        {
            var pieces = new Sha256();
            pieces.Add(bytes.AsSpan(0, length / 3));
            Assert.Equal(SHA256.HashData(bytes.AsSpan(0, length / 3)), pieces.Current());
            pieces.Add(bytes.AsSpan(length / 3, length - (length / 3)));
            Assert.Equal(SHA256.HashData(bytes.AsSpan(0, length)), pieces.Current());
        }
    }

    private CopyResult Copy(string name, int cutAfter = int.MaxValue)
    {
        Pipe there = new(), back = new();
        Task sending = Task.Run(() =>
        {
            using Stream input = back.Reader.AsStream(), output = there.Writer.AsStream(), cut = new CutStream(output, cutAfter);
            new TreeSender("/", $"{From}/{name}").Run(input, cut);
        });
        try
        {
            using Stream input = there.Reader.AsStream(), output = back.Writer.AsStream();
            using SafeFolder into = SafeFolder.TryOpen("/", Into)!;
            return new TreeReceiver(into, name, null).Run(input, output);
        }
        finally
        {
            sending.ContinueWith(_ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
        }
    }
}
