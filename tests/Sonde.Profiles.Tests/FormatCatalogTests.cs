using Sonde.Profiles.Formats;

namespace Sonde.Profiles.Tests;

public sealed class FormatCatalogTests
{
    [Fact]
    public void An_added_reader_is_asked_first_and_may_seek_in_a_plain_file()
    {
        var reader = new MagicReader();
        var input = new MemoryStream([0, 0, .. "MAGIC main 3\n"u8]) { Position = 2 };

        Profile profile = ProfileFormats.BuiltIn.With(reader).Read(input);

        Assert.Equal(3, profile.ValuesOf(0)[0]);
        Assert.Same(input, reader.Given);
    }

    [Fact]
    public void A_compressed_or_piped_file_only_goes_forward()
    {
        var reader = new MagicReader();
        var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
            gzip.Write("MAGIC main 3\n"u8);
        packed.Position = 0;

        Assert.Equal(3, ProfileFormats.BuiltIn.With(reader).Read(packed).ValuesOf(0)[0]);
        Assert.False(reader.Given!.CanSeek);
    }

    private sealed class MagicReader : IProfileReader
    {
        public Stream? Given { get; private set; }

        public string Name => "magic";

        public string Description => "for this test";

        public IReadOnlyList<string> Extensions => [".magic"];

        public FormatContent Content => FormatContent.Picture;

        public bool CanRead(ReadOnlySpan<byte> head) => head.StartsWith("MAGIC"u8);

        public Profile Read(Stream input)
        {
            Given = input;
            return new CollapsedFormat().Read(input);
        }
    }
}
