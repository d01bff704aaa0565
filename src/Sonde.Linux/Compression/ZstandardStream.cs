namespace Sonde.Linux.Compression;

/// <summary>Decompresses zstd data while it is read. Forward only; throws <see cref="InvalidDataException"/> for damaged data.</summary>
internal sealed class ZstandardStream(Stream source) : Stream
{
    private readonly ZstandardDecoder _decoder = new();
    private readonly byte[] _input = new byte[ZstandardDecoder.MaxInput];
    private readonly byte[] _output = new byte[ZstandardWindow.MaxBlock];
    private int _inputStart, _inputEnd, _outputStart, _outputEnd;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (_outputStart == _outputEnd)
        {
            if (!Advance())
                return 0;
        }

        int count = Math.Min(buffer.Length, _outputEnd - _outputStart);
        _output.AsSpan(_outputStart, count).CopyTo(buffer);
        _outputStart += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Decodes the next piece; false at the end.</summary>
    private bool Advance()
    {
        int used;
        ReadOnlySpan<byte> output;
        while ((used = _decoder.Decode(_input.AsSpan(_inputStart, _inputEnd - _inputStart), out output)) == 0)
        {
            _input.AsSpan(_inputStart, _inputEnd - _inputStart).CopyTo(_input);
            (_inputStart, _inputEnd) = (0, _inputEnd - _inputStart);
            int read = source.Read(_input.AsSpan(_inputEnd));
            if (read == 0)
                return _decoder.IsComplete && _inputEnd == 0 ? false : throw new InvalidDataException("zstd data is cut");
            _inputEnd += read;
        }

        _inputStart += used;
        output.CopyTo(_output);
        (_outputStart, _outputEnd) = (0, output.Length);
        return true;
    }
}
