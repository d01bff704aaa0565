using System.Buffers.Binary;
using System.Numerics;

namespace Sonde.Places.Copying;

/// <summary>
/// SHA-256 (FIPS 180-4), bit by bit as the standard writes it. .NET's own asks OpenSSL, which the image that runs in pods does without.
/// </summary>
internal sealed class Sha256
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 32;

    private const int Block = 64;

    /// <summary>The first 32 bits of the fractional parts of the cube roots of the first 64 primes (section 4.2.2).</summary>
    private static readonly uint[] K =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>The same of the square roots of the first eight primes (section 5.3.3).</summary>
    private readonly uint[] _state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private readonly byte[] _rest = new byte[Block];
    private readonly uint[] _words = new uint[Block];
    private ulong _length;

    /// <summary>A hash of nothing yet.</summary>
    public Sha256()
    {
    }

    private Sha256(Sha256 other)
    {
        other._state.CopyTo(_state, 0);
        other._rest.CopyTo(_rest, 0);
        _length = other._length;
    }

    /// <summary>The hash of some bytes.</summary>
    public static byte[] Of(ReadOnlySpan<byte> bytes)
    {
        var hash = new Sha256();
        hash.Add(bytes);
        return hash.Current();
    }

    /// <summary>Takes more bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        int used = (int)(_length % Block);
        _length += (ulong)bytes.Length;
        if (used > 0)
        {
            int taken = Math.Min(Block - used, bytes.Length);
            bytes[..taken].CopyTo(_rest.AsSpan(used));
            bytes = bytes[taken..];
            if (used + taken < Block)
                return;
            Mix(_rest);
        }

        for (; bytes.Length >= Block; bytes = bytes[Block..])
            Mix(bytes[..Block]);
        bytes.CopyTo(_rest);
    }

    /// <summary>The hash of all bytes so far; more can follow.</summary>
    public byte[] Current()
    {
        var end = new Sha256(this);
        const int LengthSize = 8;
        int used = (int)(_length % Block);
        byte[] padding = new byte[(used < Block - LengthSize ? Block : 2 * Block) - used];
        padding[0] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padding.AsSpan(padding.Length - LengthSize), _length * 8);
        end.Add(padding);
        byte[] hash = new byte[Size];
        for (int i = 0; i < _state.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(4 * i), end._state[i]);
        return hash;
    }

    private void Mix(ReadOnlySpan<byte> block)
    {
        uint[] w = _words;
        for (int i = 0; i < 16; i++)
            w[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]);
        for (int i = 16; i < w.Length; i++)
        {
            uint early = w[i - 15], late = w[i - 2];
            uint s0 = BitOperations.RotateRight(early, 7) ^ BitOperations.RotateRight(early, 18) ^ (early >> 3);
            uint s1 = BitOperations.RotateRight(late, 17) ^ BitOperations.RotateRight(late, 19) ^ (late >> 10);
            w[i] = unchecked(w[i - 16] + s0 + w[i - 7] + s1);
        }

        uint a = _state[0], b = _state[1], c = _state[2], d = _state[3], e = _state[4], f = _state[5], g = _state[6], h = _state[7];
        for (int i = 0; i < w.Length; i++)
        {
            uint s1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            uint t1 = unchecked(h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]);
            uint s0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            uint t2 = unchecked(s0 + ((a & b) ^ (a & c) ^ (b & c)));
            (h, g, f, e, d, c, b, a) = (g, f, e, unchecked(d + t1), c, b, a, unchecked(t1 + t2));
        }

        uint[] end = [a, b, c, d, e, f, g, h];
        for (int i = 0; i < end.Length; i++)
            _state[i] = unchecked(_state[i] + end[i]);
    }
}
