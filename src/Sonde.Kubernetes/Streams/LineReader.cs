using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Sonde.Kubernetes.Streams;

/// <summary>Cuts a stream into lines as they come. A server's chunks and a line's end have nothing to do with each other.</summary>
internal static class LineReader
{
    /// <summary>The lines without their ends; the last one also when no end follows it.</summary>
    /// <param name="stream">Read until its end.</param>
    /// <param name="longest">Longest line in bytes.</param>
    /// <param name="cut">What becomes of longer lines: true cuts them, false is an error.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="KubernetesException">A line is too long.</exception>
    public static async IAsyncEnumerable<byte[]> ReadAsync(
        Stream stream, int longest, bool cut, [EnumeratorCancellation] CancellationToken cancel)
    {
        PipeReader pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            bool skipping = false;
            while (true)
            {
                ReadResult read = await pipe.ReadAsync(cancel).ConfigureAwait(false);
                ReadOnlySequence<byte> rest = read.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    ReadOnlySequence<byte> line = rest.Slice(0, end);
                    rest = rest.Slice(rest.GetPosition(1, end));
                    if (!skipping)
                        yield return Line(line, longest, cut);
                    skipping = false;
                }

                if (rest.Length > longest)
                {
                    if (!skipping)
                        yield return Line(rest, longest, cut);
                    skipping = true;
                    rest = rest.Slice(rest.End);
                }

                pipe.AdvanceTo(rest.Start, rest.End);
                if (!read.IsCompleted)
                    continue;
                if (!rest.IsEmpty && !skipping)
                    yield return Line(rest, longest, cut);
                yield break;
            }
        }
        finally
        {
            await pipe.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static byte[] Line(ReadOnlySequence<byte> line, int longest, bool cut)
    {
        if (line.Length > longest)
        {
            if (!cut)
                throw new KubernetesException(KubernetesError.Protocol, $"the server sent a line of more than {longest >> 20} MB");
            line = line.Slice(0, longest);
        }

        byte[] bytes = line.ToArray();
        return bytes is [.., (byte)'\r'] ? bytes[..^1] : bytes;
    }
}
