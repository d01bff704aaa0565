using System.Buffers.Binary;
using System.Text;
using Sonde.Linux.Files;
using Sonde.Places.Framing;

namespace Sonde.Places.Copying;

/// <summary>Something that is copied.</summary>
/// <param name="Path">Where it is below what was named: names with <c>/</c> between them; empty for itself.</param>
/// <param name="Facts">What it is.</param>
/// <param name="PointsTo">Of a link, to what; else empty.</param>
internal sealed record CopyEntry(string Path, FileFacts Facts, string PointsTo)
{
    private const int FixedSize = 1 + 2 + 8 + 8;

    /// <summary>Its own name; empty for what was named itself.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Sends it.</summary>
    public void Write(FrameWriter writer)
    {
        byte[] text = Encoding.UTF8.GetBytes($"{Path}\0{PointsTo}"), content = new byte[FixedSize + text.Length];
        content[0] = (byte)Facts.Kind;
        BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(1), (ushort)Facts.Mode);
        BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(3), Facts.Size);
        BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(11), Facts.Modified);
        text.CopyTo(content.AsSpan(FixedSize));
        writer.Write(FrameKind.Entry, content);
    }

    /// <summary>Reads one from a frame. Nothing in it is trusted: a path that is none is an error.</summary>
    /// <exception cref="PlaceException">The path would lead out of its folder, or the frame is damaged.</exception>
    public static CopyEntry Read(ReadOnlySpan<byte> content)
    {
        if (content.Length <= FixedSize || content[0] > (byte)FileKind.Link)
            throw new PlaceException("what came from the other side is no entry of a folder");
        string text = Encoding.UTF8.GetString(content[FixedSize..]);
        int end = text.IndexOf('\0', StringComparison.Ordinal);
        string path = end < 0 ? "" : text[..end];
        if (end < 0 || (path.Length > 0 && !path.Split('/').All(SafeFolder.IsName)))
            throw new PlaceException($"the other side wants to write '{Printable.Line(path)}', which is no path inside of the destination: nothing more is taken from it");
        return new CopyEntry(
            path,
            new FileFacts(
                // Without set-user-ID and set-group-ID: here the file belongs to somebody else.
                (FileKind)content[0], BinaryPrimitives.ReadUInt16LittleEndian(content[1..]) & 0x1FF,
                BinaryPrimitives.ReadInt64LittleEndian(content[3..]), BinaryPrimitives.ReadInt64LittleEndian(content[11..])),
            text[(end + 1)..]);
    }

    /// <summary>
    /// A link stays inside of what is copied: it is relative, and goes up only at its beginning and not above what was named. A way up
    /// behind a name could lead anywhere, as that name may be a link itself.
    /// </summary>
    public bool PointsInside()
    {
        string[] names = PointsTo.Split('/');
        int up = names.TakeWhile(name => name is ".." or ".").Count(name => name == "..");
        int depth = Path.Count(c => c == '/');
        return PointsTo.Length > 0 && PointsTo[0] != '/' && Path.Length > 0 && up <= depth && !names.SkipWhile(name => name is ".." or ".").Contains("..");
    }
}
