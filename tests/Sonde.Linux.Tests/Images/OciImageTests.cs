using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sonde.Linux.Images;

namespace Sonde.Linux.Tests.Images;

public sealed class OciImageTests : IDisposable
{
    private readonly ImageFile _file = new();

    [Fact]
    public void Layers_lie_over_each_other_with_whiteouts_and_opaque_folders()
    {
        _file.Layer(ImageFile.Tar(
                ("etc/", null), ("etc/a", "one"), ("etc/b", "one"), ("data/old/x", "1"), ("data/old/y", "1"), ("opaque/low", "1"), ("opaque/sub/low", "1"), ("kind/", null), ("kind/x", "1")))
            .Layer(ImageFile.Gzip(ImageFile.Tar(
                ("etc/a", "two"), ("etc/.wh.b", ""), ("data/.wh.old", ""), ("opaque/new", "2"), ("opaque/.wh..wh..opq", ""), ("kind", "a file now"))));
        using OciImage image = Open(_file.Save());
        Assert.Equal("two", Text(image, "/etc/a"));
        Assert.Null(Text(image, "/etc/b"));
        Assert.False(image.Exists("/data/old"));
        Assert.True(image.Exists("/data"));
        Assert.Null(Text(image, "/opaque/low"));
        Assert.False(image.Exists("/opaque/sub"));
        // What the same layer puts there stays, also when the whiteout comes after it.
        Assert.Equal("2", Text(image, "/opaque/new"));
        Assert.Equal("a file now", Text(image, "/kind"));
        Assert.Equal(("shop/app:1", "linux/amd64", 2), (image.Name, image.Platform, image.LayerCount));
    }

    [Fact]
    public void Links_are_followed_inside_the_image_and_hard_links_share_a_file()
    {
        _file.Layer(ImageFile.Tar(
            ("usr/lib/real.so.1", "code"), ("lib", "->usr/lib"), ("usr/lib/libx.so", "->/usr/lib/real.so.1"), ("up", "->../../../etc/passwd"), ("same", "=usr/lib/real.so.1"),
            ("loop", "->loop"), ("etc/passwd", "inside")));
        using OciImage image = Open(_file.Save());
        Assert.Equal("code", Text(image, "/lib/libx.so"));
        Assert.Equal("code", Text(image, "/same"));
        Assert.Equal("inside", Text(image, "/up"));
        Assert.False(image.Exists("/loop"));
    }

    [Fact]
    public void An_oci_layout_is_read_with_gzip_and_zstd_layers()
    {
        _file.Layer(ImageFile.Gzip(ImageFile.Tar(("a", "from gzip"))))
            .Layer(ImageFile.Zstandard(ImageFile.Tar(("b", "from zstd"), ("large", new string('x', 300_000)))));
        using OciImage image = Open(_file.SaveLayout("""{"Entrypoint":["/init"],"Cmd":["run"],"Env":["PATH=/x","A=1"],"WorkingDir":"/srv","StopSignal":"SIGQUIT"}"""));
        Assert.Equal(("from gzip", "from zstd"), (Text(image, "/a"), Text(image, "/b")));
        Assert.Equal(300_000, image.TryRead("/large")?.Length);
        Assert.Equal(["/init", "run"], image.Command.Words);
        Assert.Equal(("/srv", "SIGQUIT", "/x", null), (image.Command.Folder, image.Command.StopSignal, image.Command.Variable("PATH"), image.Command.Variable("B")));
    }

    [Fact]
    public void A_path_that_leads_out_of_the_image_is_refused()
    {
        _file.Layer(ImageFile.Tar(("fine", "1"))).Layer(ImageFile.Tar(("../../etc/cron.d/evil", "x")));
        TargetException error = Assert.Throws<TargetException>(() => Open(_file.Save()));
        Assert.Contains("layer 2 of 2: the path '../../etc/cron.d/evil' leads out of the image", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_blob_of_a_layout_is_never_looked_for_elsewhere()
    {
        _file.Layer(ImageFile.Tar(("a", "1")));
        string layout = _file.SaveLayout();
        File.WriteAllText(Path.Combine(layout, "index.json"), """{"manifests":[{"digest":"sha256:../../../../etc/passwd"}]}""");
        Assert.Contains("is no digest", Assert.Throws<TargetException>(() => Open(layout)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "names no image")]
    [InlineData("{", "cannot be read as an image")]
    [InlineData("""[{"Config":"config.json","Layers":["gone.tar"]}]""", "its layer 'gone.tar' is missing")]
    [InlineData("""[{"Config":"gone.json","Layers":[]}]""", "its configuration 'gone.json' is missing")]
    public void What_is_wrong_with_a_damaged_image_is_said(string manifest, string expected)
    {
        File.WriteAllBytes(_file.Path, ImageFile.Files(("manifest.json", Encoding.UTF8.GetBytes(manifest)), ("config.json", "{}"u8.ToArray())));
        Assert.Contains(expected, Assert.Throws<TargetException>(() => Open(_file.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_image_and_what_is_not_there_is_said()
    {
        Assert.StartsWith("there is no file or folder /nowhere/x.tar: ", Assert.Throws<TargetException>(() => Open("/nowhere/x.tar")).Message, StringComparison.Ordinal);
        File.WriteAllBytes(_file.Path, ImageFile.Gzip("hello"u8.ToArray()));
        Assert.Contains("gunzip it first", Assert.Throws<TargetException>(() => Open(_file.Path)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(_file.Path, ImageFile.Files(("a.txt", "x"u8.ToArray())));
        Assert.Contains("neither manifest.json nor index.json", Assert.Throws<TargetException>(() => Open(_file.Path)).Message, StringComparison.Ordinal);
        File.WriteAllText(_file.Path, new string('x', 2000));
        Assert.Contains("it is no tar archive", Assert.Throws<TargetException>(() => Open(_file.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_that_was_cut_off_is_said_to_be_one()
    {
        byte[] whole = File.ReadAllBytes(_file.Layer(ImageFile.Files(("big", new byte[100_000]))).Save());
        File.WriteAllBytes(_file.Path, whole[..(whole.Length / 2)]);
        Assert.Contains("is damaged or cut off: copy or save it again", Assert.Throws<TargetException>(() => Open(_file.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_damage_brings_more_than_an_error_in_one_line()
    {
        _file.Layer(ImageFile.Gzip(ImageFile.Tar(("etc/a", "one"), ("b", "->etc/a")))).Layer(ImageFile.Tar(("c", "2")));
        byte[] whole = File.ReadAllBytes(_file.Save());
        Prop.ForAll(ArbMap.Default.ArbFor<(PositiveInt At, byte Value, PositiveInt Cut)>(), damage =>
        {
            byte[] bytes = [.. whole];
            bytes[damage.At.Get * 97 % bytes.Length] ^= (byte)(damage.Value | 1);
            File.WriteAllBytes(_file.Path, bytes[..(damage.Cut.Get % 3 == 0 ? bytes.Length - (damage.Cut.Get % 700) : bytes.Length)]);
            try
            {
                using OciImage image = Open(_file.Path);
                image.TryRead("/etc/a");
                return true;
            }
            catch (TargetException error)
            {
                return !error.Message.Contains('\n', StringComparison.Ordinal);
            }
        }).Holds();
    }

    public void Dispose() => _file.Dispose();

    private static OciImage Open(string path) => OciImage.Open(path, TestContext.Current.CancellationToken);

    private static string? Text(OciImage image, string path) => image.TryRead(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
}
