using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Sonde.Linux;
using Sonde.Linux.Files;
using Sonde.Linux.Namespaces;
using Sonde.Places.Framing;

namespace Sonde.Places.Copying;

/// <summary>
/// Sends a file or a folder with everything in it: first a list, then, once the receiver has said what it has, the rest. Links are sent
/// as links.
/// </summary>
/// <param name="root">Below which the path lies: <c>/</c>, or <c>/proc/PID/root</c>.</param>
/// <param name="path">The file or folder; links on the way to it are followed, inside of the root.</param>
/// <param name="progress">Told how far it is; null for nobody.</param>
public sealed class TreeSender(string root, string path, CopyProgress? progress = null)
{
    private readonly List<CopyEntry> _entries = [];
    private readonly byte[] _buffer = new byte[FrameWriter.Longest];

    /// <summary>Sends.</summary>
    /// <param name="input">What the receiver says.</param>
    /// <param name="output">Where it goes.</param>
    /// <exception cref="TargetException">There is no such file, or it may not be read.</exception>
    /// <exception cref="PlaceException">The receiver has gone.</exception>
    public void Run(Stream input, Stream output)
    {
        var writer = new FrameWriter(output);
        var reader = new FrameReader(input);
        using SafeFileHandle top = new RootFolder(root).TryOpen(path)
            ?? throw new TargetException(TargetError.NotFound, $"there is no {Printable.Line(path)} to copy");
        FileFacts facts = SafeFolder.FactsOf(top);
        using SafeFolder? folder = facts.Kind == FileKind.Folder ? SafeFolder.TryOpen(root, path) : null;
        List(folder, facts, writer);
        writer.Write(FrameKind.EndOfEntries, []);
        writer.Flush();
        Dictionary<int, (long Length, byte[] Hash)> have = ReadHave(reader);
        for (int i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Facts.Kind == FileKind.File)
                SendFile(i, top, folder, have.TryGetValue(i, out var known) ? known : null, writer);
        }

        writer.Write(FrameKind.End, []);
        writer.Flush();
        // The receiver's last word: everything is in its place.
        while (reader.Read() != FrameKind.End)
        {
        }
    }

    private static Dictionary<int, (long Length, byte[] Hash)> ReadHave(FrameReader reader)
    {
        Dictionary<int, (long, byte[])> have = [];
        while (reader.Read() == FrameKind.Have)
        {
            if (reader.Content.Length == 12 + Sha256.Size)
                have[BinaryPrimitives.ReadInt32LittleEndian(reader.Content)] = (BinaryPrimitives.ReadInt64LittleEndian(reader.Content[4..]), reader.Content[12..].ToArray());
        }

        return have;
    }

    private void List(SafeFolder? folder, FileFacts facts, FrameWriter writer)
    {
        if (facts.Kind == FileKind.Other)
            throw new TargetException(TargetError.Unsupported, $"{Printable.Line(path)} is a device, a pipe or a socket: only files and folders can be copied");
        Add(new CopyEntry("", facts, ""), writer);
        if (folder is not null)
            ListFolder(folder, "", writer);
    }

    private void ListFolder(SafeFolder folder, string below, FrameWriter writer)
    {
        foreach (string name in folder.Names())
        {
            string at = below.Length == 0 ? name : $"{below}/{name}";
            try
            {
                if (folder.TryFacts(name) is not { } facts)
                {
                    // It has gone, or its name is not UTF-8.
                    writer.Write(FrameKind.Problem, $"{at} cannot be read: it is left out");
                }
                else if (facts.Kind == FileKind.Other)
                {
                    writer.Write(FrameKind.Problem, $"{at} is a device, a pipe or a socket: it is left out");
                }
                else
                {
                    Add(new CopyEntry(at, facts, facts.Kind == FileKind.Link ? folder.ReadLink(name) : ""), writer);
                    if (facts.Kind == FileKind.Folder)
                    {
                        using SafeFolder inner = folder.OpenFolder(name);
                        ListFolder(inner, at, writer);
                    }
                }
            }
            catch (TargetException e)
            {
                writer.Write(FrameKind.Problem, $"{e.Message}: it is left out");
            }
        }
    }

    private void Add(CopyEntry entry, FrameWriter writer)
    {
        _entries.Add(entry);
        entry.Write(writer);
        if (entry.Facts.Kind == FileKind.File)
            progress?.Expect(entry.Facts.Size);
    }

    private void SendFile(int number, SafeFileHandle top, SafeFolder? folder, (long Length, byte[] Hash)? have, FrameWriter writer)
    {
        CopyEntry entry = _entries[number];
        try
        {
            using SafeFileHandle? inner = folder is null ? null : Open(folder, entry.Path);
            SendContent(number, inner ?? top, have, writer);
        }
        catch (Exception e) when (e is TargetException or IOException or UnauthorizedAccessException)
        {
            writer.Write(FrameKind.Problem, $"{(entry.Path.Length == 0 ? path : entry.Path)}: {e.Message}: it is left out");
        }
    }

    private void SendContent(int number, SafeFileHandle file, (long Length, byte[] Hash)? have, FrameWriter writer)
    {
        var hash = new Sha256();
        long offset = 0;
        if (have is var (length, known))
        {
            if (Prefix(file, length, hash) && hash.Current().AsSpan().SequenceEqual(known))
                offset = length;
            else
                hash = new Sha256();
        }

        progress?.Add(offset);
        byte[] header = new byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(header, number);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(4), offset);
        long at = offset;
        bool isStarted = false;
        int read;
        while ((read = RandomAccess.Read(file, _buffer, at)) > 0)
        {
            if (!isStarted)
                writer.Write(FrameKind.File, header);
            isStarted = true;
            hash.Add(_buffer.AsSpan(0, read));
            writer.Write(FrameKind.Data, _buffer.AsSpan(0, read));
            at += read;
            progress?.Add(read);
        }

        if (!isStarted && have is { Length: var whole } && whole == offset && at == offset)
        {
            writer.Write(FrameKind.Same, header.AsSpan(0, 4));
            return;
        }

        if (!isStarted)
            writer.Write(FrameKind.File, header);
        byte[] end = new byte[8 + Sha256.Size];
        BinaryPrimitives.WriteInt64LittleEndian(end, at);
        hash.Current().CopyTo(end, 8);
        writer.Write(FrameKind.EndOfFile, end);
    }

    /// <summary>Hashes the file's beginning; false when it is shorter.</summary>
    private bool Prefix(SafeFileHandle file, long length, Sha256 hash)
    {
        long at = 0;
        while (at < length)
        {
            int read = RandomAccess.Read(file, _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, length - at)), at);
            if (read == 0)
                return false;

            hash.Add(_buffer.AsSpan(0, read));
            at += read;
        }

        return true;
    }

    private static SafeFileHandle Open(SafeFolder folder, string path)
    {
        string[] names = path.Split('/');
        SafeFolder at = folder;
        try
        {
            foreach (string name in names[..^1])
            {
                SafeFolder inner = at.OpenFolder(name);
                if (at != folder)
                    at.Dispose();
                at = inner;
            }

            return at.OpenFile(names[^1]);
        }
        finally
        {
            if (at != folder)
                at.Dispose();
        }
    }
}
