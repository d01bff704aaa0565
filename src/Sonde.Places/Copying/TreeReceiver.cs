using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sonde.Linux;
using Sonde.Linux.Files;
using Sonde.Places.Framing;

namespace Sonde.Places.Copying;

/// <summary>
/// Puts what a <see cref="TreeSender"/> sends into its place. The sender is not trusted: nothing is written outside of the destination, no link is
/// followed, and links that point out of it are left out. A file is written under another name and gets its own once its hash is right;
/// what an earlier try has left there is used.
/// </summary>
public sealed class TreeReceiver
{
    private const string PartPrefix = ".sonde-part-";

    private readonly SafeFolder _folder;
    private readonly string _name;
    private readonly (int User, int Group)? _owner;
    private readonly CopyProgress? _progress;
    private readonly List<CopyEntry> _entries = [];
    private readonly HashSet<string> _failed = [];
    private readonly CopyResult _result = new();

    /// <summary>Chooses the destination.</summary>
    /// <param name="folder">The folder into which it goes; the receiver does not close it.</param>
    /// <param name="name">The name that it gets there.</param>
    /// <param name="owner">To whom everything belongs; null for us.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    public TreeReceiver(SafeFolder folder, string name, (int User, int Group)? owner, CopyProgress? progress = null)
    {
        _folder = folder;
        _name = name;
        _owner = owner;
        _progress = progress;
    }

    /// <summary>Receives.</summary>
    /// <param name="input">What the sender sends.</param>
    /// <param name="output">What is said to it.</param>
    /// <exception cref="TargetException">The destination may not be written.</exception>
    /// <exception cref="PlaceException">The sender has gone, or sends what it may not.</exception>
    public CopyResult Run(Stream input, Stream output)
    {
        var reader = new FrameReader(input);
        var writer = new FrameWriter(output);
        FrameKind kind;
        while ((kind = reader.Read()) is FrameKind.Entry or FrameKind.Problem)
        {
            if (kind == FrameKind.Problem)
                Problem(Encoding.UTF8.GetString(reader.Content));
            else
                Take(CopyEntry.Read(reader.Content));
        }

        SayWhatIsThere(writer);
        while (reader.Read() is not FrameKind.End)
        {
            switch (reader.Kind)
            {
                case FrameKind.File:
                    ReadFile(reader);
                    break;
                case FrameKind.Same:
                    Guarded(Number(reader.Content), Keep);
                    break;
                case FrameKind.Problem:
                    Problem(Encoding.UTF8.GetString(reader.Content));
                    break;
                default:
                    throw new PlaceException("what came from the other side does not belong into a copy; is it the same version of Sonde?");
            }
        }

        FinishFolders();
        writer.Write(FrameKind.End, []);
        writer.Flush();
        return _result;
    }

    /// <summary>Makes folders and links at once; files come later.</summary>
    private void Take(CopyEntry entry)
    {
        if (_entries.Count == 0 != (entry.Path.Length == 0))
            throw new PlaceException("what came from the other side is no folder's list");
        _entries.Add(entry);
        if (entry.Facts.Kind == FileKind.File)
            _progress?.Expect(entry.Facts.Size);
        if (entry.Facts.Kind == FileKind.File || IsBelowFailed(entry.Path))
            return;
        if (entry.Facts.Kind == FileKind.Link && !entry.PointsInside())
        {
            Problem($"{entry.Path} is a link that points out of what is copied ({entry.PointsTo}): it is left out");
            return;
        }

        Guarded(_entries.Count - 1, (folder, name, _) =>
        {
            if (entry.Facts.Kind == FileKind.Link)
                folder.MakeLink(name, entry.PointsTo);
            else
                folder.MakeFolder(name);
        });
    }

    private void SayWhatIsThere(FrameWriter writer)
    {
        byte[] content = new byte[12 + Sha256.Size], buffer = new byte[FrameWriter.Longest];
        for (int i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Facts.Kind != FileKind.File || IsBelowFailed(_entries[i].Path))
                continue;
            int number = i;
            Guarded(i, (folder, name, _) =>
            {
                using SafeFileHandle? file = OpenEarlier(folder, name);
                if (file is null)
                    return;
                var hash = new Sha256();
                long length = 0;
                int read;
                while ((read = RandomAccess.Read(file, buffer, length)) > 0)
                {
                    hash.Add(buffer.AsSpan(0, read));
                    length += read;
                }

                BinaryPrimitives.WriteInt32LittleEndian(content, number);
                BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(4), length);
                hash.Current().CopyTo(content, 12);
                writer.Write(FrameKind.Have, content);
            });
        }

        writer.Write(FrameKind.EndOfHave, []);
        writer.Flush();
    }

    private void ReadFile(FrameReader reader)
    {
        if (reader.Content.Length != 12)
            throw new PlaceException("what came from the other side is no file");
        int number = Number(reader.Content);
        long offset = BinaryPrimitives.ReadInt64LittleEndian(reader.Content[4..]);
        bool isEnd = false;
        Guarded(number, (folder, name, entry) =>
        {
            string part = PartOf(name);
            using SafeFileHandle file = Begin(folder, name, part, offset, out Sha256 hash);
            long at = offset;
            while (reader.Read() == FrameKind.Data)
            {
                RandomAccess.Write(file, reader.Content, at);
                hash.Add(reader.Content);
                at += reader.Content.Length;
                _result.Bytes += reader.Content.Length;
                _progress?.Add(reader.Content.Length);
            }

            isEnd = true;
            Finish(reader, folder, name, part, file, at, hash, entry);
            if (offset > 0)
                _result.Resumed++;
        });
        // What cannot be written has to be read all the same.
        while (!isEnd && reader.Read() == FrameKind.Data)
        {
        }
    }

    /// <summary>The file to write on at an offset, with the hash of what is before.</summary>
    private static SafeFileHandle Begin(SafeFolder folder, string name, string part, long offset, out Sha256 hash)
    {
        hash = new Sha256();
        using SafeFileHandle? earlier = offset > 0 ? OpenEarlier(folder, name) : null;
        SafeFileHandle file = folder.CreateFile(part, mustBeNew: false);
        byte[] buffer = new byte[FrameWriter.Longest];
        long at = 0;
        while (at < offset && earlier is not null)
        {
            int read = RandomAccess.Read(earlier, buffer.AsSpan(0, (int)Math.Min(buffer.Length, offset - at)), at);
            if (read == 0)
                break;
            hash.Add(buffer.AsSpan(0, read));
            RandomAccess.Write(file, buffer.AsSpan(0, read), at);
            at += read;
        }

        RandomAccess.SetLength(file, at);
        return file;
    }

    private void Finish(
        FrameReader reader, SafeFolder folder, string name, string part, SafeFileHandle file, long length, Sha256 hash, CopyEntry entry)
    {
        byte[] sum = hash.Current();
        bool isWhole = reader.Kind == FrameKind.EndOfFile && reader.Content.Length == 8 + Sha256.Size
            && BinaryPrimitives.ReadInt64LittleEndian(reader.Content) == length && reader.Content[8..].SequenceEqual(sum);
        if (!isWhole)
        {
            folder.Remove(part);
            Problem(reader.Kind == FrameKind.Problem
                ? Encoding.UTF8.GetString(reader.Content)
                : $"{Words(entry)}: what arrived has another hash than what was sent; try again");
            return;
        }

        Complain(entry, SafeFolder.Set(file, entry.Facts.Mode, entry.Facts.Modified, _owner));
        folder.Rename(part, name);
        _result.Files++;
        _result.Hash = _result.Files == 1 ? Convert.ToHexStringLower(sum) : "";
    }

    /// <summary>The file is the same: only its facts are set, and a complete part gets its name.</summary>
    private void Keep(SafeFolder folder, string name, CopyEntry entry)
    {
        if (OpenPart(folder, name) is { } part)
        {
            part.Dispose();
            folder.Rename(PartOf(name), name);
        }

        using SafeFileHandle file = folder.OpenFile(name);
        Complain(entry, SafeFolder.Set(file, entry.Facts.Mode, entry.Facts.Modified, _owner));
        _result.Same++;
        _progress?.Add(entry.Facts.Size);
    }

    /// <summary>Permissions and times of folders, the innermost first: writing into one changes its time.</summary>
    private void FinishFolders()
    {
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].Facts.Kind != FileKind.Folder || IsBelowFailed(_entries[i].Path))
                continue;
            Guarded(i, (folder, name, entry) =>
            {
                using SafeFolder own = folder.OpenFolder(name);
                Complain(entry, own.Set(entry.Facts.Mode, entry.Facts.Modified, _owner));
            });
        }
    }

    /// <summary>Does something where an entry lives; what goes wrong is noted, and nothing below it is tried.</summary>
    private void Guarded(int number, Action<SafeFolder, string, CopyEntry> action)
    {
        if (number < 0 || number >= _entries.Count)
            throw new PlaceException("what came from the other side was not in its list");
        CopyEntry entry = _entries[number];
        List<SafeFolder> opened = [];
        try
        {
            SafeFolder at = _folder;
            string[] names = entry.Path.Length == 0 ? [_name] : [_name, .. entry.Path.Split('/')];
            foreach (string name in names[..^1])
            {
                at = at.OpenFolder(name);
                opened.Add(at);
            }

            action(at, names[^1], entry);
        }
        catch (Exception e) when (e is TargetException or IOException or UnauthorizedAccessException)
        {
            if (entry.Path.Length == 0)
                throw new PlaceException(e.Message, e);
            _failed.Add(entry.Path);
            Problem(e.Message);
        }
        finally
        {
            opened.ForEach(folder => folder.Dispose());
        }
    }

    private bool IsBelowFailed(string path) =>
        _failed.Count > 0 && _failed.Any(failed => path == failed || path.StartsWith($"{failed}/", StringComparison.Ordinal));

    private void Complain(CopyEntry entry, string? wrong)
    {
        if (wrong is not null)
            Problem($"{Words(entry)}: {wrong}");
    }

    private void Problem(string line) => _result.Problems.Add(Printable.Line(line));

    private string Words(CopyEntry entry) => entry.Path.Length == 0 ? _name : entry.Path;

    /// <summary>What an earlier, broken-off copy has left, else the file that is there.</summary>
    private static SafeFileHandle? OpenEarlier(SafeFolder folder, string name) =>
        OpenPart(folder, name) ?? (folder.TryFacts(name) is { Kind: FileKind.File } ? folder.OpenFile(name) : null);

    private static SafeFileHandle? OpenPart(SafeFolder folder, string name) =>
        folder.TryFacts(PartOf(name)) is { Kind: FileKind.File, Size: > 0 } ? folder.OpenFile(PartOf(name)) : null;

    /// <summary>The name of a file that is not complete: always the same, so that it is found again, and never too long.</summary>
    private static string PartOf(string name) => PartPrefix + Convert.ToHexStringLower(Sha256.Of(Encoding.UTF8.GetBytes(name)).AsSpan(0, 8));

    private static int Number(ReadOnlySpan<byte> content) => content.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(content) : -1;
}
